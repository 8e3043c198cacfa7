"""The course's own code exercises: what a learner is likely to write wrong hears its own reason."""

from __future__ import annotations

import pytest

from quizzes.code_grader import judge
from quizzes.model import Code
from quizzes.trial import Limits, try_code
from tutor.content.course import load_course
from tutor.content.quiz import all_questions

EXERCISES = {question.id: question for _, question in all_questions(load_course()) if isinstance(question, Code)}
PATIENT = Limits(seconds=60.0)
NEURON = "def neuron(x, w, b):\n    return "
DENSE = "def dense(x, W, b):\n    n, m = range(len(x)), range(len(b))\n    return "
SOFTMAX = "import math\nimport numpy as np\ndef softmax(z):\n    "
FORWARD = "import numpy as np\ndef forward(X, W1, b1, W2, b2):\n    H = np.tanh(X @ W1 + b1)\n    return "
STEP = (
    "import math\ndef step(w, b, x, t, eta):\n"
    "    z = sum(c * a for c, a in zip(w, x)) + b\n    p = 1 / (1 + math.exp(-z))\n    "
)
SLOPES = (
    "import math\ndef slopes(x, t, w1, b1, w2, b2):\n    h = math.tanh(w1 * x + b1)\n"
    "    p = 1 / (1 + math.exp(-(w2 * h + b2)))\n    "
)
UPDATE = "def update(w, b, x, t, eta):\n    z = sum(c * a for c, a in zip(w, x)) + b\n    y = 1 if z > 0 else 0\n    "
ADD = "\n    return [c + e * a for c, a in zip(w, x)], b + e"
SUM = "sum(a * c for a, c in zip(x, w))"
CONVOLVE = (
    "def convolve(picture, kernel, stride):\n    k, nine = len(kernel), range(len(kernel))\n"
    "    rows, columns = len(picture) - k + 1, len(picture[0]) - k + 1\n    return "
)
POOL = (
    "def max_pool(numbers, size):\n    n = range(size)\n"
    "    ys, xs = len(numbers) - size + 1, len(numbers[0]) - size + 1\n    return "
)

RNN = "import numpy as np\ndef rnn_step(x, h, Wx, Wh, b):\n    return "
LAZY = "def yesterday_rmse(s):\n    e = [b - a for a, b in zip(s, s[1:])]\n    n = max(1, len(e))\n    return "
LSTM = (
    "import numpy as np\ndef lstm_step(x, h, c, W, U, b):\n    n = len(h)\n    z = x @ W + h @ U + b\n"
    "    s = 1 / (1 + np.exp(-z))\n    f, i, g, o = s[:n], s[n:2*n], np.tanh(z[2*n:3*n]), s[3*n:]\n    "
)

WRONG = [
    ("rnn-code-step", RNN + "x @ Wx + h @ Wh + b", "That is the sum. The state is tanh of it."),
    ("rnn-code-step", RNN + "np.tanh(x @ Wx + b)", "Without h @ Wh there is no memory."),
    ("rnn-code-step", RNN + "np.tanh(x @ Wx + h + b)", "It goes through Wh first."),
    ("rnn-code-step", RNN + "np.tanh(x @ Wx + h @ Wh)", "The biases are missing."),
    ("rnn-code-step", RNN + "np.tanh(Wx @ x + Wh @ h + b)", "it is x @ Wx, not Wx @ x"),
    ("rnn-code-yesterday", LAZY + "sum(a * a for a in e) / n", "Take the root."),
    ("rnn-code-yesterday", LAZY + "(sum(a * a for a in e) / len(s)) ** 0.5", "There are only two forecasts"),
    ("rnn-code-yesterday", LAZY + "sum(abs(a) for a in e) / n", "RMSE squares them first."),
    ("rnn-code-yesterday", LAZY + "sum(a * a for a in e) ** 0.5", "Divide by the number of forecasts first."),
    ("lstm-gru-code-step", LSTM + "c = i * c + f * g\n    return [o * np.tanh(c), c]", "The forget gate goes with"),
    ("lstm-gru-code-step", LSTM + "c = f * c + i * g\n    return [o * c, c]", "h is o times tanh(c)"),
    ("lstm-gru-code-step", LSTM + "new = f * c + i * g\n    return [o * np.tanh(c), new]", "For h use the new c"),
    ("lstm-gru-code-step", LSTM + "c = f * c + i * g\n    return [c, o * np.tanh(c)]", "the order is h first"),
    (
        "lstm-gru-code-step",
        LSTM.replace("np.tanh(z[2*n:3*n])", "s[2*n:3*n]") + "c = f * c + i * g\n    return [o * np.tanh(c), c]",
        "The candidate went through a sigmoid.",
    ),
    (
        "lstm-gru-code-step",
        LSTM.replace("s[:n], s[n:2*n], np.tanh(z[2*n:3*n]), s[3*n:]", "s[::4], s[1::4], np.tanh(z[2::4]), s[3::4]")
        + "c = f * c + i * g\n    return [o * np.tanh(c), c]",
        "You took every fourth sum.",
    ),
    (
        "cnn-code-convolution",
        CONVOLVE + "[[sum(picture[y + i][x + j] * kernel[k - 1 - i][k - 1 - j] for i in nine for j in nine)"
        " for x in range(0, columns, stride)] for y in range(0, rows, stride)]",
        "The kernel is turned by 180°",
    ),
    (
        "cnn-code-convolution",
        CONVOLVE + "[[sum(picture[y + i][x + j] * kernel[i][j] for i in nine for j in nine)"
        " for x in range(0, columns - 1, stride)] for y in range(0, rows - 1, stride)]",
        "The last position is missing",
    ),
    (
        "cnn-code-convolution",
        CONVOLVE + "[[sum(picture[y + i][x + j] * kernel[j][i] for i in nine for j in nine)"
        " for x in range(0, columns, stride)] for y in range(0, rows, stride)]",
        "Rows and columns of the kernel are mixed up.",
    ),
    (
        "cnn-code-convolution",
        CONVOLVE + "[[sum(picture[y + i][x + j] * kernel[i][j] for i in nine for j in nine)"
        " for x in range(columns)] for y in range(rows)]",
        "That is stride 1.",
    ),
    (
        "cnn-code-pooling",
        POOL + "[[max(numbers[y + i][x + j] for i in n for j in n) for x in range(xs)] for y in range(ys)]",
        "Your windows overlap.",
    ),
    (
        "cnn-code-pooling",
        POOL + "[[sum(numbers[y + i][x + j] for i in n for j in n) / size**2"
        " for x in range(0, xs, size)] for y in range(0, ys, size)]",
        "That is average pooling.",
    ),
    (
        "cnn-code-pooling",
        POOL + "[[max(0, *(numbers[y + i][x + j] for i in n for j in n))"
        " for x in range(0, xs, size)] for y in range(0, ys, size)]",
        "Your search begins at 0.",
    ),
    ("neuron-code-neuron", NEURON + f"max(0, {SUM})", "The bias is missing: the sum starts at b, not at 0."),
    ("neuron-code-neuron", NEURON + "max(0, sum(x) * sum(w) + b)", "Two sums were multiplied."),
    ("neuron-code-neuron", NEURON + f"{SUM} + b", "The sum is −3, and ReLU turns what is below 0 into 0."),
    ("neuron-code-neuron", NEURON + f"abs({SUM} + b)", "ReLU does not turn the sign"),
    ("neuron-code-neuron", NEURON + f"max(0, {SUM} + abs(b))", "The bias is −0.2. You took it away"),
    ("neuron-code-neuron", NEURON + "max(0, x * w + b)", "raised TypeError: can't multiply sequence"),
    ("neuron-code-neuron", NEURON + f"max(0, {SUM} + b) if x else 0", "Without inputs the bias is all that is left"),
    ("layers-code-dense", DENSE + "[sum(x[i] * W[i][j] for i in n) + b[j] for j in m]", "These are the sums z."),
    ("layers-code-dense", DENSE + "[max(0, sum(x[i] * W[j][i] for i in n) + b[j]) for j in m]", "Rows and columns are"),
    ("layers-code-dense", DENSE + "[max(0, sum(x[i] * W[i][j] for i in n)) for j in m]", "The biases are missing."),
    ("layers-code-dense", DENSE + "[max(0, v) for v in b]", "These are the biases. Add x[i] * W[i][j]"),
    ("layers-code-softmax", SOFTMAX + "return [math.exp(v) for v in z]", "Divide each by their sum, so that they add"),
    (
        "layers-code-softmax",
        SOFTMAX + "e = [math.exp(v) for v in z]\n    return [v / sum(e) for v in e]",
        "too large for",
    ),
    ("layers-code-softmax", SOFTMAX + "e = np.exp(z)\n    return e / e.sum()", "nan is no number one can go on with"),
    ("layers-code-softmax", SOFTMAX + "return [v / sum(z) for v in z] if any(z) else [0.5, 0.5]", "Raise e to them"),
    (
        "layers-code-forward",
        FORWARD + "1 / (1 + np.exp(-((X @ W1 + b1) @ W2 + b2)))",
        "The hidden layer has lost its tanh",
    ),
    ("layers-code-forward", FORWARD + "H @ W2 + b2", "The output is still the sum."),
    ("layers-code-forward", FORWARD + "1 / (1 + np.exp(H @ W2 + b2))", "The sign in the exponent is wrong"),
    ("layers-code-forward", FORWARD + "1 / (1 + np.exp(-(H @ W2)))", "The bias of the output unit is missing."),
    ("layers-code-forward", FORWARD + "(1 / (1 + np.exp(-(H @ W2 + b2))))[0]", "keep the shape"),
    (
        "layers-code-forward",
        FORWARD.replace("X @ W1", "W1 @ X") + "1 / (1 + np.exp(-(H @ W2 + b2)))",
        "The shapes do not fit: print(A.shape)",
    ),
    ("backprop-code-step", STEP + "return w, b", "Nothing has moved. Here p = 0.5"),
    ("backprop-code-step", STEP + "return [c + eta * (p - t) * a for c, a in zip(w, x)], b + eta * (p - t)", "uphill"),
    (
        "backprop-code-step",
        STEP + "return [c - (p - t) * a for c, a in zip(w, x)], b - (p - t)",
        "The learning rate is",
    ),
    (
        "backprop-code-step",
        STEP + "return [c - eta * (p - t) for c in w], b - eta * (p - t)",
        "Each weight has its own",
    ),
    (
        "backprop-code-step",
        STEP + "return [c - eta * (p - t) * a for c, a in zip(w, x)], b",
        "The bias takes a step as",
    ),
    ("backprop-code-slopes", SLOPES + "d = (p - t) * w2\n    return [d * x, d, (p - t) * h, p - t]", "left out tanh"),
    (
        "backprop-code-slopes",
        SLOPES + "d = (p - t) * w2 * (1 - h)\n    return [d * x, d, (p - t) * h, p - t]",
        "1 − h², not 1 − h.",
    ),
    (
        "backprop-code-slopes",
        SLOPES + "d = (p - t) * w2 * (1 - h * h)\n    return [d * x, d, (p - t) * w2, p - t]",
        "Times w₂ is the way back",
    ),
    ("perceptron-code-update", UPDATE + "return w, b", "Nothing has moved, though z = −1.3"),
    ("perceptron-code-update", UPDATE + "e = eta * (y - t)" + ADD, "The wrong way"),
    (
        "perceptron-code-update",
        UPDATE + "e = eta * (t - y)\n    return [c + e * a for c, a in zip(w, x)], b",
        "The bias moves too",
    ),
    (
        "perceptron-code-update",
        UPDATE + "e = eta * (t - y)\n    return [c + e for c in w], b + e",
        "its own input: here x₂ is 2",
    ),
    ("perceptron-code-update", UPDATE + "e = t - y" + ADD, "The learning rate is missing"),
    ("perceptron-code-update", UPDATE + "e = eta * (t - (z >= 0))" + ADD, "z is exactly 0"),
    ("perceptron-code-update", UPDATE + "e = eta" + ADD, "It fired and should not have"),
]


@pytest.mark.parametrize(("exercise", "code", "said"), WRONG)
def test_a_usual_slip_hears_what_went_wrong(exercise: str, code: str, said: str) -> None:
    question = EXERCISES[exercise]
    verdict = judge(question, code, try_code(question, code, PATIENT))
    assert not verdict.right and said in verdict.why


@pytest.mark.parametrize(
    ("exercise", "code"),
    [
        ("neuron-code-neuron", "import numpy as np\ndef neuron(x, w, b):\n    return np.maximum(0, np.dot(x, w) + b)"),
        ("layers-code-dense", "import numpy as np\ndef dense(x, W, b):\n    return np.maximum(0, np.array(x) @ W + b)"),
        (
            "layers-code-softmax",
            "import numpy as np\ndef softmax(z):\n    e = np.exp(z - np.max(z))\n    return e / e.sum()",
        ),
        (
            "perceptron-code-update",
            "import numpy as np\ndef update(w, b, x, t, eta):\n    x = np.array(x)\n"
            "    e = eta * (t - (x @ w + b > 0))\n    return w + e * x, b + e",
        ),
    ],
)
def test_another_way_to_write_it_is_right_too(exercise: str, code: str) -> None:
    """Arrays and NumPy's numbers count as lists and numbers, whatever the solution uses."""
    question = EXERCISES[exercise]
    assert judge(question, code, try_code(question, code, PATIENT)).right
