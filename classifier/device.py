"""Where and in which numbers the network computes: what this machine multiplies fastest."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Device:
    """Where and in which numbers the network computes.

    With `eight_bit` the products with weights are of 8-bit integers, where their ranges are known.
    """

    where: str
    kind: torch.dtype
    eight_bit: bool = False

    @property
    def half_floats(self) -> bool:
        """Whether products can be of bf16 with the steps after them: x86 processors alone."""
        return self.where == "cpu" and self.kind is torch.bfloat16 and read_machine().x86


@dataclass(frozen=True)
class Machine:
    """What the choice of numbers hangs on."""

    cuda: bool = False
    x86: bool = True
    bf16: bool = False  # multiplies bf16 itself, not by way of floats
    tiles: bool = False  # AMX: bf16 in whole tiles, several times as fast


def read_machine() -> Machine:
    """What this machine can do."""
    known = torch.cpu.get_capabilities()
    return Machine(
        cuda=torch.cuda.is_available(),
        x86=str(known.get("architecture", "")).startswith("x86"),
        bf16=any(known.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16")),
        tiles=bool(known.get("amx_bf16")),
    )


def choose_device(machine: Machine) -> Device:
    """The fastest numbers that judge as well; docs/model.md has the trials."""
    if machine.cuda:
        return Device("cuda", torch.bfloat16)
    kind = torch.bfloat16 if machine.bf16 else torch.float32
    return Device("cpu", kind, eight_bit=machine.x86 and not machine.tiles)
