"""Turns a trained network into what the package ships: an int8 ONNX model, its tokenizer and its labels."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from kg.coding.classifier import MODEL
from training.network import HEADS, Answer, Network, minilm


def export(network: Network, temperatures: list[float], folder: Path = MODEL) -> None:
    """Write the three files of the model to a folder."""
    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain, shaped = Path(scratch) / "plain.onnx", Path(scratch) / "shaped.onnx"
        _write_onnx(network, plain)
        quant_pre_process(plain, shaped, skip_symbolic_shape=True)
        # Seven bits: with eight, sums overflow on processors without VNNI, where answers would differ.
        quantize_dynamic(
            shaped,
            folder / "model.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
    shutil.copy(minilm() / "tokenizer.json", folder / "tokenizer.json")
    names = dict(zip(("roots", "leaves", "modalities"), map(list, HEADS), strict=True))
    labels = json.dumps({**names, "temperatures": temperatures}, indent=1)
    (folder / "labels.json").write_text(labels + "\n", "utf-8")


def _write_onnx(network: Network, file: Path) -> None:
    sentences, length, pairs = (torch.export.Dim(name) for name in ("sentences", "length", "pairs"))
    words = torch.ones(2, 16, dtype=torch.long)
    example = (words, words.clone(), torch.tensor([0, 0, 1]), torch.tensor([[1, 3], [3, 1], [2, 5]]))
    torch.onnx.export(
        network,
        example,
        file,
        input_names=["ids", "mask", "rows", "places"],
        output_names=["root", "leaf", "modality"],
        dynamic_shapes=({0: sentences, 1: length}, {0: sentences, 1: length}, {0: pairs}, {0: pairs}),
        dynamo=True,
        external_data=False,
        opset_version=18,
    )


def temperature(logits: np.ndarray, rights: list[tuple[int, ...]]) -> float:
    """What to divide logits by so that held-out answers are likeliest; rows without one are left out."""
    rows = [i for i, right in enumerate(rights) if right]

    def loss(value: float) -> float:
        scaled = logits[rows] / value
        scaled -= scaled.max(axis=1, keepdims=True)
        chances = np.exp(scaled) / np.exp(scaled).sum(axis=1, keepdims=True)
        picked = [chances[row, list(rights[i])].sum() for row, i in enumerate(rows)]
        return float(-np.log(np.maximum(picked, 1e-9)).mean())

    return min((round(0.5 + 0.05 * step, 2) for step in range(50)), key=loss)


def calibrate(logits: list[np.ndarray], answers: list[Answer]) -> list[float]:
    """One temperature a head."""
    rights = [[a.roots for a in answers], [a.leaves for a in answers], [a.modalities for a in answers]]
    return [temperature(head, right) for head, right in zip(logits, rights, strict=True)]
