"""Training resumes from the newest whole checkpoint, whatever else is in the folder."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from kp_llava.errors import TrainingError
from kp_llava.training.checkpoints.find import find_checkpoint, finish_checkpoint, start_checkpoint


def settings(out, wanted="auto", *, processes=2, stage=3):
    deepspeed = None if stage is None else {"zero_optimization": {"stage": stage}}
    return SimpleNamespace(
        output_dir=str(out),
        resume_from_checkpoint=wanted,
        world_size=processes,
        deepspeed=deepspeed,
        trust_checkpoint=False,
    )


def save(out, step, **more):
    """A checkpoint with the files that DeepSpeed writes."""
    folder = out / f"checkpoint-{step}"
    shards = folder / f"global_step{step}"
    shards.mkdir(parents=True)
    for rank in (0, 1):
        (shards / f"bf16_zero_pp_rank_{rank}_mp_rank_00_optim_states.pt").write_bytes(bytes(1000))
        (folder / f"rng_state_{rank}.pth").write_bytes(bytes(100))
    (folder / "trainer_state.json").write_text("{}")
    finish_checkpoint(folder, settings(out, **more))
    return folder


def test_the_newest_is_by_its_step_not_by_its_name(tmp_path):
    for step in (2, 10, 9):
        save(tmp_path, step)
    assert find_checkpoint(settings(tmp_path)) == str(tmp_path / "checkpoint-10")


def lose_the_list(folder):
    (folder / "complete.json").unlink()


def cut_a_shard(folder):
    shard = next(folder.glob("global_step*/*rank_1*"))
    shard.write_bytes(shard.read_bytes()[:500])


def lose_a_shard(folder):
    next(folder.glob("global_step*/*rank_1*")).unlink()


def change_list(data=None, **fields):
    def change(folder):
        path = folder / "complete.json"
        path.write_bytes(data or json.dumps(json.loads(path.read_text()) | fields).encode())

    return change


def cut_the_list(folder):
    (folder / "complete.json").write_text((folder / "complete.json").read_text()[:40])


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (lose_the_list, r"half-written or no checkpoint of this program \(it has no complete\.json\)"),
        (cut_a_shard, r"is damaged \(global_step4/bf16_zero_pp_rank_1\S+ has 500 of 1,000 bytes\)"),
        (lose_a_shard, r"is damaged \(global_step4/bf16_zero_pp_rank_1\S+ is missing\)"),
        (cut_the_list, r"is damaged \(complete\.json: it is not JSON"),
        (change_list(b"[1]"), r"is damaged \(complete\.json: it holds a list"),
        (change_list(b'{"a": ' + b"[" * 100_000), r"is damaged \(complete\.json: it is nested too deeply\)"),
        (change_list(b"\0\xff"), r"is damaged \(complete\.json: it is not JSON"),
        (change_list(files=[1]), r"is damaged \(complete\.json: files is \[1\]\)"),
        (change_list(files={"a": 10**40}), r"is damaged \(complete\.json: files is "),
        (change_list(files={"../../a": 1}), r"is damaged \(complete\.json: files names .* leads out of the folder"),
        (change_list(zero_stage="x"), r"is damaged \(complete\.json: zero_stage is 'x'\)"),
        (change_list(processes=-1), r"is damaged \(complete\.json: processes is -1\)"),
        (change_list(settings=[1]), r"is damaged \(complete\.json: settings is \[1\]\)"),
    ],
)
def test_a_half_written_checkpoint_is_never_chosen(tmp_path, harm, complaint, caplog):
    whole, half = save(tmp_path, 2), save(tmp_path, 4)
    harm(half)
    assert find_checkpoint(settings(tmp_path)) == str(whole)
    assert "checkpoint-4" in caplog.text
    with pytest.raises(TrainingError, match=complaint):
        find_checkpoint(settings(tmp_path, str(half)))


def test_where_all_are_half_written_auto_starts_anew_and_last_says_so(tmp_path):
    lose_the_list(save(tmp_path, 2))
    assert find_checkpoint(settings(tmp_path)) is None
    with pytest.raises(TrainingError, match="holds no checkpoint, only checkpoint-2, half-written; auto starts anew"):
        find_checkpoint(settings(tmp_path, "last"))


def test_saving_over_a_checkpoint_makes_it_half_written_first(tmp_path):
    folder = save(tmp_path, 4)
    start_checkpoint(folder)
    assert find_checkpoint(settings(tmp_path)) is None
    save(tmp_path, 4)
    assert sorted(json.loads((folder / "complete.json").read_text())["files"]) == [
        "global_step4/bf16_zero_pp_rank_0_mp_rank_00_optim_states.pt",
        "global_step4/bf16_zero_pp_rank_1_mp_rank_00_optim_states.pt",
        "latest",
        "rng_state_0.pth",
        "rng_state_1.pth",
        "trainer_state.json",
    ]


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"processes": 4}, "was saved by 2 processes, this run has 4"),
        ({"stage": 2}, "was saved under ZeRO-3, this run trains under ZeRO-2; start it as it was"),
        ({"stage": None}, "was saved under ZeRO-3, this run trains without DeepSpeed"),
    ],
)
def test_optimizer_states_that_cannot_be_taken_over_are_told(tmp_path, more, complaint):
    save(tmp_path, 2)
    with pytest.raises(TrainingError, match=complaint):
        find_checkpoint(settings(tmp_path, **more))


def test_without_deepspeed_another_number_of_processes_may_go_on(tmp_path):
    folder = save(tmp_path, 2, stage=None)
    assert find_checkpoint(settings(tmp_path, stage=None, processes=1)) == str(folder)
