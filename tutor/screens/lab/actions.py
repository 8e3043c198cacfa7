"""The keys of a lab screen."""

from __future__ import annotations

from tutor.actions import Action

LAB_ACTIONS: tuple[Action, ...] = (
    Action("g", "data", "Get data", "Go to the data sets that can be downloaded, when the lab wants one."),
    Action("space", "run", "Run", "Train, or pause. After the end: build a new net and train it."),
    Action("s", "single_step", "Step", "Do one training step and stand still."),
    Action(
        "i", "inspect", "Inspect", "Point at anything in a picture: its value, its formula with the numbers put in."
    ),
    Action("t", "draw", "Draw", "Draw an input by hand; the net reads it, also while it trains."),
    Action("o", "own_table", "Own table", "Learn from a CSV file of your own."),
    Action("p", "presets", "Presets", "Settings worth trying, good and bad, with the reason."),
    Action("c", "source", "Code", "Read the lab's code: exactly the file that runs."),
    Action("r", "rebuild", "Rebuild", "Start again: an untrained net with the present knobs and seed."),
    Action("h", "wrong", "Wrong?", "What goes wrong in this run, why, and which knob to turn; Enter turns it."),
    Action("n", "next_phase", "Slow", "A quarter of a step: forward, loss, backward, update."),
    Action("v,tab", "next_view(1)", "View", "Show the next picture.", key_display="v"),
    Action("shift+tab", "next_view(-1)", "Previous view", "Show the previous picture.", show=False),
    Action("z", "zoom", "Zoom", "Give one picture, or the curves, the whole screen; again: back."),
    Action(
        "P", "pin", "Pin", "Keep the present picture in sight while v changes the others; again: let it go.", show=False
    ),
    Action("b", "lesson", "Lesson", "Go to the lesson of this lab."),
    Action("R", "runs", "Runs", "Kept runs of this lab: compare, name, delete, repeat."),
    Action("w", "sweep", "Sweep", "Train with a row of values of one knob: which is best, and why."),
    Action("S", "save", "Save", "Pause, and save the net as it is under a name."),
    Action("O", "nets", "Saved nets", "Saved nets of this lab: open, export, delete.", show=False),
    Action("minus", "change_speed(False)", "Slower", "Slower: full speed, 100, 10, 1 step a second.", show=False),
    Action(
        "plus,equals_sign",
        "change_speed(True)",
        "Faster",
        "Faster: 1, 10, 100 steps a second, full speed.",
        show=False,
        key_display="+",
    ),
    Action("u", "stop_when", "Stop when", "Stop at a step, or when the loss or a metric gets somewhere.", show=False),
    Action("l", "log", "Log scale", "Draw the loss on a logarithmic scale, or a linear one.", show=False),
    Action("m", "smooth", "Smooth", "Smooth the curves: lightly, strongly, not at all. Raw values stay.", show=False),
    Action("1,2,3,4,5,6,7,8,9", "view", "Picture", "In the zoom: that picture.", show=False, bound=False),
    Action("d", "new_seed", "New seed", "Another seed: other starting weights, another draw of the data.", show=False),
    Action("x", "cancel", "Stop", "Stop the run, also while it compiles.", show=False),
    Action("down", "knob(1)", "Next knob", "Go to the next knob; ← → turn it, Enter types a value.", show=False),
    Action("up", "knob(-1)", "Previous knob", "Go to the previous knob.", show=False),
    Action(
        "y",
        "share",
        "Share",
        "A short code of this run, copied to the clipboard; or open a code you were given.",
        show=False,
    ),
    Action("e", "export", "Export", "Write the curve, the picture, the settings or the net into a file.", show=False),
    Action("k", "show_knobs", "All knobs", "Show also the knobs that the code of this run has hidden.", show=False),
    Action("W", "weights", "Weights", "Set a weight or a bias by hand, where the lab shows its net.", show=False),
)
