"""A template of python-dbusmock: the ScreenCast portal of a desktop, with a person who grants or refuses.

Parameters: `answer`, the response to Start (0 granted, 1 refused by the person, 2 ended otherwise), `node`, the stream that
is granted, and `remote`, the socket of PipeWire.
"""
import socket

import dbus
import dbus.service
from dbusmock import MOCK_IFACE, get_object

BUS_NAME = "org.freedesktop.portal.Desktop"
MAIN_OBJ = "/org/freedesktop/portal/desktop"
MAIN_IFACE = "org.freedesktop.portal.ScreenCast"
SYSTEM_BUS = False


def load(mock, parameters):
    mock.answer, mock.node, mock.remote = (parameters[key] for key in ("answer", "node", "remote"))
    mock.AddProperties(MAIN_IFACE, {"version": dbus.UInt32(4), "AvailableSourceTypes": dbus.UInt32(7),
                                    "AvailableCursorModes": dbus.UInt32(7)})


def _path(mock, kind, sender, token):
    path = f"{MAIN_OBJ}/{kind}/{sender[1:].replace('.', '_')}/{token}"
    interface = f"org.freedesktop.portal.{kind.capitalize()}"
    mock.AddObject(path, interface, {}, [("Close", "", "", "")])
    return path


def _respond(mock, sender, options, response, results):
    path = _path(mock, "request", sender, options["handle_token"])
    get_object(path).EmitSignalDetailed("org.freedesktop.portal.Request", "Response", "ua{sv}",
                                        [dbus.UInt32(response), dbus.Dictionary(results, signature="sv")],
                                        {"destination": sender})
    return dbus.ObjectPath(path)


@dbus.service.method(MAIN_IFACE, in_signature="a{sv}", out_signature="o", sender_keyword="sender")
def CreateSession(self, options, sender=None):
    session = _path(self, "session", sender, options["session_handle_token"])
    return _respond(self, sender, options, 0, {"session_handle": session})


@dbus.service.method(MAIN_IFACE, in_signature="oa{sv}", out_signature="o", sender_keyword="sender")
def SelectSources(self, session, options, sender=None):
    self.selected = {key: int(options[key]) for key in ("types", "multiple", "cursor_mode")}
    return _respond(self, sender, options, 0, {})


@dbus.service.method(MAIN_IFACE, in_signature="osa{sv}", out_signature="o", sender_keyword="sender")
def Start(self, session, parent, options, sender=None):
    streams = dbus.Array([(dbus.UInt32(self.node), dbus.Dictionary({}, signature="sv"))], signature="(ua{sv})")
    return _respond(self, sender, options, self.answer, {"streams": streams} if self.answer == 0 else {})


@dbus.service.method(MAIN_IFACE, in_signature="oa{sv}", out_signature="h")
def OpenPipeWireRemote(self, session, options):
    remote = socket.socket(socket.AF_UNIX)
    remote.connect(self.remote)
    return dbus.types.UnixFd(remote)


@dbus.service.method(MOCK_IFACE, in_signature="", out_signature="a{sv}")
def Asked(self):
    """What the program asked for."""
    return dbus.Dictionary(getattr(self, "selected", {}), signature="sv")
