"""A template of python-dbusmock: the ScreenCast portal of a desktop, with a person who grants or refuses.

Parameters: `answer`, the response to Start (0 granted, 1 refused by the person, 2 ended otherwise), and `remote`, the socket
of PipeWire. What is granted is a stream of its own, as desktops do it.
"""
import json
import socket
import subprocess
import sys
import threading

import dbus
import dbus.service
from dbusmock import MOCK_IFACE, get_object

BUS_NAME = "org.freedesktop.portal.Desktop"
MAIN_OBJ = "/org/freedesktop/portal/desktop"
MAIN_IFACE = "org.freedesktop.portal.ScreenCast"
SYSTEM_BUS = False
# Something red, until stdin ends.
SCREEN = """
import sys
import gi
gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst
Gst.init(None)
pipeline = Gst.parse_launch('videotestsrc is-live=true pattern=red ! video/x-raw,format=BGRx,width=640,height=360,'
    f'framerate=10/1 ! pipewiresink mode=provide stream-properties="props,media.class=Video/Source,node.name={sys.argv[1]}"')
pipeline.set_state(Gst.State.PLAYING)
loop = GLib.MainLoop()
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_HUP, lambda *_: loop.quit())
loop.run()
pipeline.set_state(Gst.State.NULL)
"""


def load(mock, parameters):
    mock.answer, mock.remote = parameters["answer"], parameters["remote"]
    mock.shown, mock.screen = 0, None
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


def _find_node(name):
    """The number of that stream, as soon as PipeWire tells of it."""
    with subprocess.Popen(["pw-dump", "--monitor"], stdout=subprocess.PIPE, text=True) as monitor:
        bound = threading.Timer(20, monitor.kill)
        bound.start()
        try:
            next(line for line in monitor.stdout if f'"node.name": "{name}"' in line)
        finally:
            bound.cancel()
            monitor.kill()
    dump = subprocess.run(["pw-dump"], capture_output=True, text=True, check=True).stdout
    return next(thing["id"] for thing in json.loads(dump)
                if (thing.get("info") or {}).get("props", {}).get("node.name") == name)


def _show(mock):
    """Shows the screen in place of what was shown before; returns the number of the stream."""
    if mock.screen:
        mock.screen.communicate()
    mock.shown += 1
    name = f"screen-{mock.shown}"
    mock.screen = subprocess.Popen([sys.executable, "-c", SCREEN, name], stdin=subprocess.PIPE)
    return _find_node(name)


@dbus.service.method(MAIN_IFACE, in_signature="osa{sv}", out_signature="o", sender_keyword="sender")
def Start(self, session, parent, options, sender=None):
    if self.answer != 0:
        return _respond(self, sender, options, self.answer, {})
    streams = dbus.Array([(dbus.UInt32(_show(self)), dbus.Dictionary({}, signature="sv"))], signature="(ua{sv})")
    return _respond(self, sender, options, self.answer, {"streams": streams})


@dbus.service.method(MAIN_IFACE, in_signature="oa{sv}", out_signature="h")
def OpenPipeWireRemote(self, session, options):
    remote = socket.socket(socket.AF_UNIX)
    remote.connect(self.remote)
    return dbus.types.UnixFd(remote)


@dbus.service.method(MOCK_IFACE, in_signature="", out_signature="a{sv}")
def Asked(self):
    """What the program asked for."""
    return dbus.Dictionary(getattr(self, "selected", {}), signature="sv")
