"""One thread a test process: the models are tiny, and threads would only wait for each other."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from . import factories as factory

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return factory.save_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return factory.export_tables(tmp_path_factory.mktemp("data") / "rows", factory.make_tables(5))
