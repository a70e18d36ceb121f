"""The grid as it is seen on a screen: tiles that re-arrange themselves, and names on them."""
import numpy

from harness.waiting import wait_until


def plain(colour):
    """A camera whose picture has one colour only."""
    return f"gst:videotestsrc is-live=true pattern={colour} ! video/x-raw,width=640,height=360,framerate=15/1"


def mask_of(pixels, colour):
    """Where the screen shows the colour, as bright as a video of it is at least."""
    channel = {"red": 0, "green": 1, "blue": 2}[colour]
    others = [c for c in range(3) if c != channel]
    return (pixels[:, :, channel] > 150) & (pixels[:, :, others] < 110).all(axis=2)


def box_of(mask):
    """Left, top, width and height of where most of the colour is; None if it is hardly there."""
    if mask.sum() < 2000:
        return None
    rows, columns = numpy.flatnonzero(mask.mean(axis=1) > 0.05), numpy.flatnonzero(mask.mean(axis=0) > 0.05)
    if not len(rows) or not len(columns):
        return None
    return columns[0], rows[0], columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1


def tiles(screen, colours):
    """Box of each colour, or None until all are there."""
    pixels = screen.pixels()
    boxes = {colour: box_of(mask_of(pixels, colour)) for colour in colours}
    return boxes if all(boxes.values()) else None


def label_pixels(screen, colour):
    """How many pixels within the tile of that colour do not have it: the label, drawn over the picture."""
    pixels = screen.pixels()
    mask = mask_of(pixels, colour)
    left, top, width, height = box_of(mask)
    return int((~mask[top:top + height, left:left + width]).sum())


def test_everyone_has_a_tile_of_one_size(start_screen, join):
    screen = start_screen("1280x720")
    # Without sound: who speaks is framed, and the frame lies on the picture.
    alice = join("alice", camera=plain("red"), microphone="none", display=None, env=screen.env)
    bob, carol = (join(name, camera=plain(colour), microphone="none") for name, colour in (("bob", "green"), ("carol", "blue")))
    boxes = wait_until(lambda: tiles(screen, ["red", "green", "blue"]), "three tiles on the screen")
    widths, heights = ([box[side] for box in boxes.values()] for side in (2, 3))
    assert max(widths) - min(widths) <= 8 and max(heights) - min(heights) <= 8
    assert min(widths) > 300

    # One goes: the tile goes too, and the others grow or stay, but do not overlap.
    assert carol.leave() == 0
    wait_until(lambda: box_of(mask_of(screen.pixels(), "blue")) is None, "the tile of carol to go")
    two = wait_until(lambda: tiles(screen, ["red", "green"]), "two tiles on the screen")
    assert two["green"][2] >= boxes["green"][2]
    assert alice.leave() == 0 and bob.leave() == 0


def test_names_are_written_on_the_tiles(start_screen, join):
    screen = start_screen("1280x720")
    join("alice", camera=plain("red"), display=None, env=screen.env)
    join("i", camera=plain("green"))
    join("Bartholomew Featherstonehaugh", camera=plain("blue"))
    wait_until(lambda: tiles(screen, ["red", "green", "blue"]), "three tiles on the screen")
    assert label_pixels(screen, "green") > 100
    assert label_pixels(screen, "blue") > 2 * label_pixels(screen, "green")
