"""Single-operation goldens: forward and backward of PyTorch in float64 at small awkward shapes.

Every case is a dictionary of tensors (inputs, `dy`, results) and the attributes that went into it.
"""

import torch
import torch.nn.functional as F

import philox

SEED = 11


def sample(name, shape, deviation=1.0):
    """A float64 tensor of float32 values, so that a float32 engine starts from exactly the same input."""
    return torch.from_numpy(philox.normal(SEED, name, shape, deviation)).double()


def differentiate(inputs, function, dy=None):
    """Runs function(**inputs); returns inputs, `y`, `dy` and a gradient `d<name>` for every input."""
    leaves = {name: value.clone().requires_grad_() for name, value in inputs.items()}
    y = function(**leaves)
    if dy is None:
        y.backward()
    else:
        y.backward(dy)
    gradients = {f"d{name}": leaf.grad for name, leaf in leaves.items()}
    return {**inputs, **({} if dy is None else {"dy": dy}), "y": y.detach(), **gradients}


def layer_norm(case):
    inputs = {"x": sample(f"{case}.x", (3, 5, 7)) * 2 + 3, "scale": sample(f"{case}.scale", (7,)), "shift": sample(f"{case}.shift", (7,))}
    inputs["x"] = inputs["x"].float().double()
    run = lambda x, scale, shift: F.layer_norm(x, (7,), scale, shift, eps=1e-5)
    return differentiate(inputs, run, sample(f"{case}.dy", (3, 5, 7))), {"epsilon": 1e-5}


def batch_norm(case):
    shape = (4, 3, 5, 6)
    inputs = {"x": sample(f"{case}.x", shape) * 2 + 3, "scale": sample(f"{case}.scale", (6,)), "shift": sample(f"{case}.shift", (6,))}
    inputs["x"] = inputs["x"].float().double()
    mean, variance = sample(f"{case}.mean", (6,)), sample(f"{case}.variance", (6,)).abs() + 0.5
    variance = variance.float().double()
    before = {"runningMean": mean.clone(), "runningVariance": variance.clone()}

    def normalize(x, scale, shift, training):
        y = F.batch_norm(x.permute(0, 3, 1, 2), mean, variance, scale, shift, training, momentum=0.1, eps=1e-5)
        return y.permute(0, 2, 3, 1)

    inference = normalize(**inputs, training=False)
    result = differentiate(inputs, lambda **leaves: normalize(**leaves, training=True), sample(f"{case}.dy", shape))
    after = {"nextRunningMean": mean, "nextRunningVariance": variance}
    return {**before, **result, **after, "yInference": inference}, {"epsilon": 1e-5, "momentum": 0.1}


def gelu(case, approximate):
    extremes = torch.tensor([-100.0, -10.0, -5.5, -3.0, -0.0, 0.0, 1e-4, 3.0, 5.5, 10.0, 100.0], dtype=torch.float64).float().double()
    inputs = {"x": torch.cat([sample(f"{case}.x", (54,), 2.0), extremes])}
    return differentiate(inputs, lambda x: F.gelu(x, approximate=approximate), sample(f"{case}.dy", (65,))), {}


def cross_entropy(case, soft):
    logits = sample(f"{case}.logits", (5, 7), 3.0)
    logits[4, 2] = 90.0
    if soft:
        targets = torch.softmax(sample(f"{case}.targets", (5, 7)), -1).float().double()
        targets[1] = F.one_hot(torch.tensor(3), 7).double()
    else:
        targets = torch.from_numpy(philox.integers(SEED, f"{case}.labels", (5,), 7))
    result = differentiate({"logits": logits}, lambda logits: F.cross_entropy(logits, targets))
    return {**result, "targets": targets if soft else targets.int()}, {"reduction": "mean"}


def binary_cross_entropy(case):
    logits = sample(f"{case}.logits", (9,), 3.0)
    logits[7], logits[8] = 80.0, -80.0
    targets = torch.tensor([0, 1, 1, 0, 0.25, 1, 0, 0, 1], dtype=torch.float64)
    result = differentiate({"logits": logits}, lambda logits: F.binary_cross_entropy_with_logits(logits, targets))
    return {**result, "targets": targets}, {"reduction": "mean"}


def attention(case, causal, tokens):
    shape = (2, tokens, 3, 4)
    inputs = {name: sample(f"{case}.{name}", shape) for name in "qkv"}

    def run(q, k, v):
        q, k, v = (value.transpose(1, 2) for value in (q, k, v))
        return F.scaled_dot_product_attention(q, k, v, is_causal=causal).transpose(1, 2)

    return differentiate(inputs, run, sample(f"{case}.dy", shape)), {"causal": causal, "scale": 0.5}


def convolution(case, x, kernel, filters, stride, padding, dilation, groups):
    inputs = {
        "x": sample(f"{case}.x", x),
        "weight": sample(f"{case}.weight", (*kernel, x[3] // groups, filters)),
        "bias": sample(f"{case}.bias", (filters,)),
    }

    def run(x, weight, bias):
        y = F.conv2d(x.permute(0, 3, 1, 2), weight.permute(3, 2, 0, 1), bias, stride, padding, dilation, groups)
        return y.permute(0, 2, 3, 1)

    with torch.no_grad():
        shape = run(**inputs).shape
    attributes = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return differentiate(inputs, run, sample(f"{case}.dy", shape)), attributes


def lstm(case):
    """Two layers; PyTorch keeps weights as [4 units, inputs] and two biases, of which the second is zero here."""
    inputs, units = 3, 4
    values = {"x": sample(f"{case}.x", (2, 6, inputs))}
    for layer, width in ((1, inputs), (2, units)):
        values[f"input{layer}"] = sample(f"{case}.input{layer}", (width, 4 * units), 0.5)
        values[f"bias{layer}"] = sample(f"{case}.bias{layer}", (4 * units,), 0.5)
        values[f"hidden{layer}"] = sample(f"{case}.hidden{layer}", (units, 4 * units), 0.5)
    module = torch.nn.LSTM(inputs, units, num_layers=2, batch_first=True, dtype=torch.float64)

    def run(x, **weights):
        named = {}
        for layer in (1, 2):
            named[f"weight_ih_l{layer - 1}"] = weights[f"input{layer}"].T
            named[f"weight_hh_l{layer - 1}"] = weights[f"hidden{layer}"].T
            named[f"bias_ih_l{layer - 1}"] = weights[f"bias{layer}"]
            named[f"bias_hh_l{layer - 1}"] = torch.zeros_like(weights[f"bias{layer}"])
        return torch.func.functional_call(module, named, (x,))[0]

    return differentiate(values, run, sample(f"{case}.dy", (2, 6, units))), {"units": units}


def cases():
    """name -> (tensors, attributes). Convolution pairs are (height, width)."""
    table = {
        "layerNorm": layer_norm,
        "batchNorm": batch_norm,
        "geluTanh": lambda case: gelu(case, "tanh"),
        "geluErf": lambda case: gelu(case, "none"),
        "softmaxCrossEntropy": lambda case: cross_entropy(case, False),
        "softmaxCrossEntropySoft": lambda case: cross_entropy(case, True),
        "binaryCrossEntropy": binary_cross_entropy,
        "attention": lambda case: attention(case, False, 5),
        "attentionCausal": lambda case: attention(case, True, 7),
        "convStride": lambda case: convolution(case, (2, 7, 8, 3), (3, 3), 5, (2, 2), (1, 1), (1, 1), 1),
        "convDilation": lambda case: convolution(case, (2, 9, 7, 2), (3, 2), 3, (1, 2), (2, 1), (2, 3), 1),
        "convGroups": lambda case: convolution(case, (1, 5, 6, 6), (2, 3), 4, (1, 1), (0, 1), (1, 1), 2),
        "convDepthwise": lambda case: convolution(case, (2, 5, 5, 4), (3, 3), 4, (2, 1), (1, 1), (1, 1), 4),
        "convPointwise": lambda case: convolution(case, (3, 5, 5, 4), (1, 1), 7, (2, 2), (0, 0), (1, 1), 1),
        "lstm": lstm,
    }
    return {name: make(name) for name, make in table.items()}
