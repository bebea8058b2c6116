"""The transformer as a judge: any text gets a verdict, in order, from packed weights."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
import torch

from classifier.card import WeightsError, replacing
from classifier.device import Device, Machine, choose_device, read_machine
from classifier.eight_bits import EightBitLayer
from classifier.model import TransformerJudge, decide, load_judge
from classifier.prepare import READ_CHARACTERS, prepare
from classifier.ranges import RANGES
from classifier.verdict import Act, Reading, Sentiment

HOSTILE = [
    "",
    "   \n\t ",
    "😡😡😡🤬",
    "\x00\x00\x00",
    "a\x00b",
    "\ud800 half a pair \udfff",
    "x" * 100_000,
    "жду " * 25_000,
    "مرحبا hello привет 你好",
    "\u202e\u0301\u0301\u0301",
    "<s></s><mask><pad>",
    "@" * 5_000,
]


@pytest.fixture(scope="module")
def judge(tiny_weights: Path) -> TransformerJudge:
    return load_judge(tiny_weights)


def test_hostile_texts_get_verdicts(judge: TransformerJudge) -> None:
    verdicts = judge.judge([Reading(text, brand) for text in HOSTILE for brand in (None, "a\x00(")])

    assert len(verdicts) == 2 * len(HOSTILE)
    for verdict in verdicts:
        total = verdict.p_negative + verdict.p_neutral + verdict.p_positive
        assert total == pytest.approx(1, abs=1e-3)
        assert 0 <= verdict.p_complaint <= 1


def test_hostile_brands_are_only_names(judge: TransformerJudge) -> None:
    assert len(judge.judge([Reading("text", text) for text in HOSTILE])) == len(HOSTILE)


def test_the_order_of_texts_is_kept(judge: TransformerJudge) -> None:
    texts = [f"text {'long ' * (n % 7)}{n}" for n in range(60)]

    together = judge.judge([Reading(text) for text in texts])
    alone = [judge.judge([Reading(text)])[0] for text in texts]

    for one, other in zip(together, alone, strict=True):
        assert one.p_complaint == pytest.approx(other.p_complaint, abs=0.02)


def test_a_huge_text_costs_no_more_than_a_long_one(judge: TransformerJudge) -> None:
    huge = prepare("x " * 50_000, "brand")[0]

    assert len(huge) <= READ_CHARACTERS + 3  # an ellipsis between beginning and end
    assert len(judge.judge([Reading("short text"), Reading("x " * 50_000, "brand")])) == 2


def test_no_texts_no_verdicts(judge: TransformerJudge) -> None:
    assert judge.judge([]) == []


def test_the_brand_is_read(judge: TransformerJudge) -> None:
    plain, toward = judge.judge([Reading("abc is good"), Reading("abc is good", "abc")])

    assert plain.p_complaint != toward.p_complaint


def test_the_language_given_is_kept_and_else_found(judge: TransformerJudge) -> None:
    told, found = judge.judge([Reading("да", language="bg"), Reading("Мне очень понравилось")])

    assert (told.language, found.language) == ("bg", "ru")


def test_the_name_says_which_version_judged(judge: TransformerJudge) -> None:
    assert judge.name == "tiny 1"


@pytest.mark.parametrize(
    "device",
    [
        Device("cpu", torch.float32),
        Device("cpu", torch.bfloat16),
        Device("cpu", torch.float32, eight_bit=True),
    ],
)
def test_every_kind_of_numbers_gives_the_same_answers(tiny_weights: Path, device: Device) -> None:
    readings = [Reading("nothing works again"), Reading("спасибо за помощь")]
    exact = load_judge(tiny_weights, device=Device("cpu", torch.float32)).judge(readings)

    for one, other in zip(
        load_judge(tiny_weights, device=device).judge(readings), exact, strict=True
    ):
        assert one.p_negative == pytest.approx(other.p_negative, abs=0.03)


def test_eight_bits_need_ranges(tiny_weights: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_weights, tmp_path / "weights")
    (tmp_path / "weights" / RANGES).unlink()
    device = Device("cpu", torch.float32, eight_bit=True)

    known, unknown = (
        load_judge(path, device=device) for path in (tiny_weights, tmp_path / "weights")
    )

    layers = [judge.network.encoder.encoder.layer[0] for judge in (known, unknown)]
    assert [isinstance(layer, EightBitLayer) for layer in layers] == [True, False]
    assert known.vectors(["the courier"]) != [b""]  # read from the middle of these very layers


BF16, FLOATS = torch.bfloat16, torch.float32


@pytest.mark.parametrize(
    ("machine", "device"),
    [
        (Machine(cuda=True, bf16=True, tiles=True), Device("cuda", BF16)),
        (Machine(bf16=True, tiles=True), Device("cpu", BF16)),
        (Machine(bf16=True), Device("cpu", BF16, eight_bit=True)),
        (Machine(), Device("cpu", FLOATS, eight_bit=True)),
        (Machine(x86=False, bf16=True), Device("cpu", BF16)),
        (Machine(x86=False), Device("cpu", FLOATS)),
    ],
)
def test_the_numbers_are_those_the_machine_multiplies_fastest(
    machine: Machine, device: Device
) -> None:
    assert choose_device(machine) == device


def test_this_machine_is_known() -> None:
    assert choose_device(read_machine()).where in ("cpu", "cuda")


CHANCES = {
    "sentiment": [0.2, 0.3, 0.5],
    "complaint": [0.4, 0.6],
    "act": [0.5, 0.1, 0.1, 0.2, 0.1],
    "theme": [0.0] * 14 + [1.0],
    "severity": [0.1, 0.7, 0.2],
}


def test_a_verdict_follows_from_the_probabilities() -> None:
    verdict = decide(CHANCES, 0.5, "ru")

    assert verdict.sentiment is Sentiment.POSITIVE
    assert verdict.complaint
    assert (verdict.act, verdict.theme, verdict.severity) == (Act.COMPLAINT, "other", 2)


def test_below_the_threshold_there_is_neither_theme_nor_severity() -> None:
    verdict = decide(CHANCES, 0.61, "ru")

    assert not verdict.complaint
    assert (verdict.act, verdict.theme, verdict.severity) == (Act.PRAISE, None, None)


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"model\.json is missing"):
        load_judge(tmp_path)


def test_a_missing_file_is_named(tiny_weights: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_weights, tmp_path / "weights")
    (tmp_path / "weights" / "tokenizer.json").unlink()

    with pytest.raises(WeightsError, match=r"tokenizer\.json is missing"):
        load_judge(tmp_path / "weights")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("heads", {"sentiment": ["bad", "good"]}, "labels are not ours"),
        ("format", 0, "another version"),
    ],
)
def test_weights_for_another_program_are_refused(
    tiny_weights: Path, tmp_path: Path, key: str, value: object, expected: str
) -> None:
    shutil.copytree(tiny_weights, tmp_path / "weights")
    card = json.loads((tmp_path / "weights" / "model.json").read_text(encoding="utf-8"))
    (tmp_path / "weights" / "model.json").write_text(json.dumps(card | {key: value}))

    with pytest.raises(WeightsError, match=expected):
        load_judge(tmp_path / "weights")


def test_the_card_comes_back_as_written(tiny_weights: Path, tmp_path: Path) -> None:
    from classifier.card import read_card, write_card

    card = dataclasses.replace(read_card(tiny_weights), threshold=0.37, data_digest="abc")
    write_card(card, tmp_path)

    assert read_card(tmp_path) == dataclasses.replace(card, files={})  # none lies beside it


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_file_with_one_other_byte_is_named(tiny_weights: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(tiny_weights, tmp_path / "weights")
    content = bytearray((tmp_path / "weights" / name).read_bytes())
    content[-9] ^= 1
    (tmp_path / "weights" / name).write_bytes(content)

    with pytest.raises(WeightsError, match=rf"weights/{name} is damaged"):
        load_judge(tmp_path / "weights")


@pytest.mark.parametrize(
    "card", ["", "[]", "{}", '{"format": 1}', '{"format": 1, "heads": 3}', "\x00"]
)
def test_a_card_that_describes_nothing_is_named(tmp_path: Path, card: str) -> None:
    (tmp_path / "model.json").write_text(card)

    with pytest.raises(WeightsError, match=r"model\.json"):
        load_judge(tmp_path)


@pytest.mark.parametrize("name", ["model.safetensors", "ranges.safetensors", "tokenizer.json"])
def test_of_weights_without_digests_a_file_cut_off_is_named(
    tiny_weights: Path, tmp_path: Path, name: str
) -> None:
    shutil.copytree(tiny_weights, tmp_path / "weights")
    card = json.loads((tmp_path / "weights" / "model.json").read_text(encoding="utf-8"))
    (tmp_path / "weights" / "model.json").write_text(json.dumps(card | {"files": {}}))
    half = (tmp_path / "weights" / name).read_bytes()[:-9]
    (tmp_path / "weights" / name).write_bytes(half)

    with pytest.raises(WeightsError, match=rf"weights/{name} is damaged"):
        load_judge(tmp_path / "weights", device=Device("cpu", torch.float32, eight_bit=True))


def test_a_file_is_replaced_only_when_all_of_the_new_one_is_there(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_text("old")

    def fill_the_disk() -> None:
        with replacing(tmp_path / "model.safetensors") as part:
            part.write_text("ne")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        fill_the_disk()

    assert (tmp_path / "model.safetensors").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["model.safetensors"]


def test_weights_of_another_shape_are_named(tiny_weights: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_weights, tmp_path / "weights")
    card = json.loads((tmp_path / "weights" / "model.json").read_text(encoding="utf-8"))
    card["encoder"]["intermediate_size"] = 48
    (tmp_path / "weights" / "model.json").write_text(json.dumps(card))

    with pytest.raises(WeightsError, match=r"model\.safetensors"):
        load_judge(tmp_path / "weights", device=Device("cpu", torch.float32))


def test_vectors_are_bytes_that_depend_on_the_text_alone(tiny_weights: Path) -> None:
    judge = load_judge(tiny_weights)
    texts = ["the courier was late", "курьер опоздал", "", "\x00" * 50, "a" * 5000]

    found = judge.vectors(texts)

    assert {len(vector) for vector in found} == {32}
    assert judge.vectors(texts[1:2]) == found[1:2]  # whatever stands beside it
    assert found[0] != found[1]
    assert judge.vectors([]) == []
