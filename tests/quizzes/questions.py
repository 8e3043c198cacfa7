"""One small question of each kind, and sets of them, for the tests of everything about quizzes."""

from __future__ import annotations

from quizzes.model import (
    Choice,
    Decoy,
    Fill,
    Line,
    Match,
    Mistake,
    Number,
    Order,
    Outcome,
    Pair,
    Predict,
    Question,
    Several,
    Single,
    Spot,
)

SINGLE = Single(
    id="demo-xor",
    section="line",
    prompt="Which gate can one threshold unit **not** compute?",
    explain="No straight line puts (0, 1) and (1, 0) on one side and (0, 0) and (1, 1) on the other.",
    hints=["Draw the four points.", "Try to draw one straight line between the two kinds of point."],
    choices=[
        Choice(text="AND", why="*w* = (1, 1), *b* = −1.5 computes it."),
        Choice(text="OR", why="*w* = (1, 1), *b* = −0.5 computes it."),
        Choice(text="XOR", why="Its points cannot be split by one line.", right=True),
        Choice(text="NOT", why="*w* = −1, *b* = 0.5 computes it."),
    ],
)
SEVERAL = Several(
    id="demo-learned",
    section="parts",
    prompt="What does training change in a neuron?",
    explain="Weights and bias are learned; the activation is chosen before training, the inputs are data.",
    hints=["What is stored when training ends?"],
    choices=[
        Choice(text="the weights", why="They are learned.", right=True),
        Choice(text="the bias", why="It is learned like a weight.", right=True),
        Choice(text="the inputs", why="They come from the data."),
        Choice(text="the activation function", why="It is chosen before training."),
    ],
)
NUMBER = Number(
    id="demo-sum",
    section="sum",
    prompt="x = (0.6, 0.2, 0.9), w = (0.5, −0.3, 1.2), b = 0.1. What is z = Σ wᵢxᵢ + b?",
    explain="0.30 − 0.06 + 1.08 + 0.10 = 1.42.",
    hints=["Multiply pairs first.", "0.30 − 0.06 + 1.08 is 1.32."],
    answer=1.42,
    tolerance=0.005,
    mistakes=[Mistake(answer="1.32", why="That is the sum without the bias.")],
)
PERCENT = Number(
    id="demo-accuracy",
    section="sum",
    prompt="3 of 4 are right. What is the accuracy in per cent?",
    explain="3/4 = 75 %.",
    hints=["Divide."],
    answer=75.0,
    tolerance=0,
    unit="%",
)
ORDER = Order(
    id="demo-history",
    section="story",
    prompt="Put these in order, the oldest first.",
    explain="1943, 1958, 1969, 1986.",
    hints=["Backpropagation comes last."],
    items=["McCulloch and Pitts", "the perceptron", "Minsky and Papert", "backpropagation"],
)
FILL = Fill(
    id="demo-word",
    section="parts",
    prompt="The number added to the weighted sum is called the ___.",
    explain="The bias moves the threshold.",
    hints=["Four letters."],
    answers=["bias", "bias term"],
    mistakes=[Mistake(answer="weight", why="A weight is multiplied, not added.")],
)
MATCH = Match(
    id="demo-ranges",
    section="parts",
    prompt="Match each activation with its range.",
    explain="Sigmoid 0 to 1, tanh −1 to 1, ReLU from 0 up.",
    hints=["Sigmoid answers like a probability.", "Only ReLU has no upper end."],
    pairs=[
        Pair(left="sigmoid", right="0 to 1", why="It reads as a probability."),
        Pair(left="tanh", right="−1 to 1", why="It is the sigmoid, stretched and lowered."),
        Pair(left="ReLU", right="0 and up", why="It cuts off what is below 0."),
    ],
    extra=[Decoy(text="−2 to 2", why="No activation here reaches −2.")],
)
SPOT = Spot(
    id="demo-line",
    section="sum",
    prompt="One line is wrong. Which?",
    explain="Each input has a weight of its own.",
    hints=["What belongs to what?", "Look at the sum."],
    lines=[
        Line(text="def neuron(x, w, b):"),
        Line(text="    z = sum(x) * sum(w) + b", why="Sums are multiplied; products should be summed.", wrong=True),
        Line(text="    y = max(0, z)", why="That is ReLU, and right."),
        Line(text="    return y", why="Right: the output."),
    ],
)
PREDICT = Predict(
    id="demo-run",
    section="line",
    prompt="XOR with one hidden unit: how many rows will be right?",
    explain="One unit draws one line.",
    hints=["How many lines can it draw?", "One."],
    lab="xor",
    knobs={"hidden": 1.0},
    steps=50,
    metric="accuracy",
    outcomes=[
        Outcome(text="all four", low=0.99, why="That takes two lines."),
        Outcome(text="three at most", high=0.99, why="One line leaves one row wrong.", expected=True),
        Outcome(text="it blows up", diverges=True, why="The steps were too large."),
    ],
)
QUESTIONS: list[Question] = [SINGLE, SEVERAL, NUMBER, ORDER, FILL]
MORE: list[Question] = [MATCH, SPOT, PREDICT]
