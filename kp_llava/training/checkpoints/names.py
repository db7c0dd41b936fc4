"""Under which names a model's weights are saved: those of the Hub's checkpoints, which every other program looks for.

transformers 5 dropped a level in CLIP and SigLIP towers: `vision_tower.vision_model.encoder` is `vision_tower.encoder`
in memory. A model that was loaded under the old names is saved under them again (transformers#45361), and one that was
put together from a configuration is not: vLLM and transformers 4 find no vision tower in it. Under ZeRO-3 transformers
undoes renamings, too, that loading did not need, and saves `language_model.model.model`, which only itself can read.
"""

from __future__ import annotations

from transformers import PreTrainedModel
from transformers.conversion_mapping import get_model_conversion_mapping
from transformers.core_model_loading import PrefixChange

_TOWER_LEVEL = "vision_model"


def keep_hub_names(model: PreTrainedModel) -> PreTrainedModel:
    """Have `save_pretrained` write the Hub's weight names, however the model was made; returns the model.

    Loading needs nothing: transformers reads both forms.
    """
    known = getattr(model, "_weight_conversions", None)
    conversions = get_model_conversion_mapping(model, add_legacy=False)
    if known is None:
        known = [conversion for conversion in conversions if not isinstance(conversion, PrefixChange)]
    else:
        known = [conversion for conversion in known if conversion.was_used()]
    towers = [c for c in conversions if isinstance(c, PrefixChange) and c.prefix_to_remove == _TOWER_LEVEL]
    has = {c.scope_prefix for c in known if isinstance(c, PrefixChange) and c.prefix_to_remove == _TOWER_LEVEL}
    model._weight_conversions = [*known, *(tower for tower in towers if tower.scope_prefix not in has)]
    return model
