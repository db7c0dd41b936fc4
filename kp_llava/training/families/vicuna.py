"""The chat template of Vicuna v1, which LLaVA-1.5 was trained with."""

from __future__ import annotations

# As in LLaVA's llava/conversation.py: 1.5 was trained with the first (`--version v1`), older models with the second.
VICUNA_SYSTEM = (
    "A chat between a curious user and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the user's questions."
)
LLAVA_V1_SYSTEM = (
    "A chat between a curious human and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the human's questions."
)


def vicuna_template(bos: str, glue: str, eos: str, image: str, system: str = VICUNA_SYSTEM) -> str:
    """The Jinja chat template of `VicunaFormat`.

    Args:
        bos: the token that begins the text, or "" where the tokenizer adds it by itself.
        glue: what follows a special token: "" or a space, so that the tokenizer gives the ids of training.
        eos: the token that ends an answer.
        image: the token that stands for the picture.
        system: the system message of a chat that begins with none of its own.
    """
    start = _quote(bos + (glue if bos else ""))
    return (
        "{%- macro words(content) -%}{%- if content is string -%}{{ content | trim }}{%- else -%}"
        "{%- for part in content if part.type == 'text' -%}{{ part.text | trim }}{%- endfor -%}{%- endif -%}"
        "{%- endmacro -%}"
        "{%- if messages[0].role == 'system' -%}{%- set chat = messages[1:] -%}"
        f"{{{{- {start} + words(messages[0].content) + ' ' -}}}}"
        "{%- else -%}{%- set chat = messages -%}"
        f"{{{{- {start} + {_quote(system + ' ')} -}}}}"
        "{%- endif -%}"
        "{%- for message in chat -%}"
        "{%- if message.role == 'user' -%}"
        f"{{%- if not loop.first -%}}{{{{- {_quote(glue)} -}}}}{{%- endif -%}}"
        "{{- 'USER: ' -}}"
        "{%- if message.content is not string -%}{%- for part in message.content if part.type == 'image' -%}"
        f"{{{{- {_quote(image + glue)} + '\\n' -}}}}"
        "{%- endfor -%}{%- endif -%}"
        "{{- words(message.content) + ' ASSISTANT:' -}}"
        "{%- elif message.role == 'assistant' -%}"
        f"{{{{- ' ' + words(message.content) + {_quote(eos)} -}}}}"
        "{%- endif -%}"
        "{%- endfor -%}"
    )


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
