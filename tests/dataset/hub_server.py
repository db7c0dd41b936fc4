"""A Hub on loopback: the endpoints that huggingface_hub and datasets call to fill and read a dataset repository."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

TOKEN = "hf_right"
READ_TOKEN = "hf_read_only"


@dataclass
class Repository:
    """One dataset repository: its files at the head, and a record of its commits."""

    private: bool
    files: dict[str, bytes] = field(default_factory=dict)
    commits: list[dict[str, Any]] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    branches: dict[str, Repository] = field(default_factory=dict)
    pull_requests: int = 0
    lfs: set[str] = field(default_factory=set)

    @property
    def sha(self) -> str:
        held = [(path, hashlib.sha1(data).hexdigest()) for path, data in sorted(self.files.items())]
        return hashlib.sha1(f"{len(self.commits)} {held}".encode()).hexdigest()


class HubServer(ThreadingHTTPServer):
    """The server and all that it holds; `uploads` lists the LFS objects that were sent, in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repositories: dict[str, Repository] = {}
        self.objects: dict[str, bytes] = {}
        self.uploads: list[str] = []
        self.upload_delay_s = 0.0
        self.failures: list[tuple[str, int]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> HubServer:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: HubServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._route()

    do_HEAD = do_POST = do_PUT = do_GET  # noqa: N815  the names that http.server calls

    def _route(self) -> None:
        path = unquote(urlsplit(self.path).path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) if self.command != "GET" else b""
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = self._read_chunks()
        for index, (part, status) in enumerate(self.server.failures):
            if part in path:
                del self.server.failures[index]
                return self._send_json({"error": f"told to fail with {status}"}, status)
        if path.startswith("/lfs/") and self.command == "PUT":
            return self._take_object(path.removeprefix("/lfs/"), body)
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token not in (TOKEN, READ_TOKEN) and path != "/api/validate-yaml":
            return self._send_json({"error": "Invalid username or password."}, 401)
        if token == READ_TOKEN and self.command == "POST" and path.startswith("/api/repos"):
            return self._send_json({"error": "You don't have the rights to create a dataset under this namespace"}, 403)
        for pattern, answer in _ROUTES:
            if match := re.fullmatch(pattern, path):
                return answer(self, body, *match.groups())
        self._send_json({"error": f"no endpoint {self.command} {path}"}, 404)

    def _read_chunks(self) -> bytes:
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _send(self, data: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _send_json(self, value: Any, status: int = 200) -> None:
        self._send(json.dumps(value).encode(), status, Content_Type="application/json")

    def _take_object(self, oid: str, body: bytes) -> None:
        time.sleep(self.server.upload_delay_s)
        assert hashlib.sha256(body).hexdigest() == oid
        self.server.objects[oid] = body
        self.server.uploads.append(oid)
        self._send(b"")

    def _find(self, name: str, revision: str = "main") -> Repository | None:
        repository = self.server.repositories.get(name)
        if repository is None:
            self._send(b'{"error": "Repository not found"}', 404, X_Error_Code="RepoNotFound")
            return None
        for branch, held in {"main": repository, **repository.branches}.items():
            if revision in (branch, held.sha):
                return held
        self._send(b'{"error": "Invalid rev id"}', 404, X_Error_Code="RevisionNotFound")
        return None

    def whoami(self, _body: bytes) -> None:
        self._send_json({"type": "user", "name": "you", "orgs": [], "auth": {"type": "access_token"}})

    def create(self, body: bytes) -> None:
        asked = json.loads(body)
        name = f"{asked.get('organization') or 'you'}/{asked['name']}"
        url = f"{self.server.url}/datasets/{name}"
        if name in self.server.repositories:
            return self._send_json({"error": "You already created this dataset repo", "url": url}, 409)
        is_private = bool(asked.get("private")) or asked.get("visibility") == "private"
        self.server.repositories[name] = Repository(is_private)
        self._send_json({"url": url, "name": name})

    def validate(self, body: bytes) -> None:
        asked = json.loads(body)
        try:
            header = yaml.safe_load(asked["content"].split("---\n")[1])
            errors = find_model_errors(header) if asked.get("repoType") == "model" else find_errors(header)
        except (yaml.YAMLError, IndexError) as error:
            errors = [repr(error)]
        messages = [{"message": error} for error in errors]
        self._send_json({"errors": messages, "warnings": []}, 400 if errors else 200)

    def preupload(self, body: bytes, name: str) -> None:
        repository = self._find(name)
        if repository is None:
            return
        files = []
        for asked in json.loads(body)["files"]:
            mode = "lfs" if asked["path"].endswith((".parquet", ".png")) else "regular"
            known = repository.files.get(asked["path"])
            found = {"path": asked["path"], "uploadMode": mode, "shouldIgnore": False}
            if known is not None:
                found["oid"] = hashlib.sha256(known).hexdigest() if mode == "lfs" else _git_oid(known)
            files.append(found)
        self._send_json({"files": files})

    def batch(self, body: bytes, name: str) -> None:
        if self._find(name) is None:
            return
        objects = []
        for asked in json.loads(body)["objects"]:
            found: dict[str, Any] = {"oid": asked["oid"], "size": asked["size"]}
            if asked["oid"] not in self.server.objects:
                found["actions"] = {"upload": {"href": f"{self.server.url}/lfs/{asked['oid']}"}}
            objects.append(found)
        self._send_json({"transfer": "basic", "objects": objects})

    def branch(self, _body: bytes, name: str, branch: str) -> None:
        repository = self._find(name)
        if repository is not None:
            main = repository
            repository.branches[branch] = Repository(main.private, dict(main.files), list(main.commits))
            self._send_json({})

    def commit(self, body: bytes, name: str, revision: str = "main") -> None:
        repository = self._find(name)
        if repository is None:
            return
        is_pull_request = "create_pr=1" in self.path
        if is_pull_request:
            repository.pull_requests += 1
            revision = f"pr{repository.pull_requests}"
            repository.branches[revision] = Repository(True, dict(repository.files))
        if revision != "main":
            repository = repository.branches[revision]
        lines = [json.loads(line) for line in body.splitlines() if line.strip()]
        parent = lines[0]["value"].get("parentCommit")
        if parent and parent != repository.sha and not is_pull_request:
            return self._send_json({"error": "A commit has happened since. Please refresh and try again."}, 412)
        for line in lines:
            value = line["value"]
            if line["key"] == "file":
                repository.files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                repository.files[value["path"]] = self.server.objects[value["oid"]]
                repository.lfs.add(value["path"])
            elif line["key"] == "deletedFile":
                del repository.files[value["path"]]
        repository.commits.append({"paths": [line["value"].get("path") for line in lines[1:]]})
        url = f"{self.server.url}/datasets/{name}/commit/{repository.sha}"
        answer = {"success": True, "commitOid": repository.sha, "commitUrl": url, "hookOutput": ""}
        if is_pull_request:
            answer["pullRequestUrl"] = f"{self.server.url}/datasets/{name}/discussions/1"
        self._send_json(answer)

    def tag(self, body: bytes, name: str, revision: str) -> None:
        repository = self._find(name)
        if repository is not None:
            repository.tags[json.loads(body)["tag"]] = revision
            self._send_json({})

    def info(self, _body: bytes, name: str, revision: str = "main") -> None:
        repository = self._find(name, revision)
        if repository is None:
            return
        siblings = [{"rfilename": path} for path in sorted(repository.files)]
        found = {"_id": "1", "id": name, "sha": repository.sha, "private": repository.private, "siblings": siblings}
        self._send_json(found | {"tags": [], "downloads": 0, "likes": 0, "gated": False, "disabled": False})

    def tree(self, _body: bytes, name: str, revision: str, folder: str | None = None) -> None:
        repository = self._find(name, revision)
        if repository is None:
            return
        prefix = f"{folder.strip('/')}/" if folder and folder.strip("/") else ""
        is_recursive = "recursive=true" in self.path.lower() or "recursive=1" in self.path
        rows: dict[str, dict[str, Any]] = {}
        for path, data in sorted(repository.files.items()):
            if not path.startswith(prefix):
                continue
            rest = path.removeprefix(prefix)
            if "/" in rest:
                top = prefix + rest.split("/")[0]
                rows[top] = {"type": "directory", "path": top, "oid": "0" * 40, "size": 0}
            if "/" not in rest or is_recursive:
                rows[path] = _describe(path, data, path in repository.lfs)
        if prefix and not rows:
            return self._send(b'{"error": "EntryNotFound"}', 404, X_Error_Code="EntryNotFound")
        self._send_json(list(rows.values()))

    def paths_info(self, body: bytes, name: str, revision: str) -> None:
        repository = self._find(name, revision)
        if repository is None:
            return
        text = body.decode()
        asked = json.loads(text)["paths"] if text.startswith("{") else re.findall(r"paths=([^&]*)", text)
        asked = [unquote(path) for path in asked]
        rows = [
            _describe(path, repository.files[path], path in repository.lfs)
            for path in asked
            if path in repository.files
        ]
        rows += [
            {"type": "directory", "path": path, "oid": "0" * 40, "size": 0}
            for path in asked
            if path not in repository.files and any(name.startswith(f"{path}/") for name in repository.files)
        ]
        self._send_json(rows)

    def resolve(self, _body: bytes, name: str, revision: str, path: str) -> None:
        repository = self._find(name, revision)
        if repository is None:
            return
        data = repository.files.get(path)
        if data is None:
            return self._send(b"", 404, X_Error_Code="EntryNotFound", X_Repo_Commit=repository.sha)
        headers = {"X_Repo_Commit": repository.sha, "ETag": f'"{hashlib.sha256(data).hexdigest()}"'}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if wanted and self.command == "GET":
            start, stop = int(wanted[1]), min(int(wanted[2] or len(data)), len(data) - 1)
            headers["Content_Range"] = f"bytes {start}-{stop}/{len(data)}"
            return self._send(data[start : stop + 1], 206, **headers)
        self._send(data, 200, **headers, Accept_Ranges="bytes")


def find_model_errors(header: dict[str, Any]) -> list[str]:
    """What the Hub says against the metadata of a model card."""
    errors = [f"{key}: expected a list of text" for key in ("tags", "datasets") if not _is_list(header.get(key, []))]
    if header.get("pipeline_tag") not in ("image-text-to-text", "text-generation"):
        errors.append(f"pipeline_tag: {header.get('pipeline_tag')}")
    if not re.fullmatch(r"[a-z]{2}", str(header.get("language"))):
        errors.append(f"language: {header.get('language')}")
    if "base_model" in header and not re.fullmatch(r"[\w.-]+/[\w.-]+", str(header["base_model"])):
        errors.append(f"base_model: {header['base_model']}")
    return errors


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def find_errors(header: dict[str, Any]) -> list[str]:
    """What the Hub says against a dataset card's metadata: its rules for the fields that our cards have."""
    words = {
        "annotations_creators": {"crowdsourced", "expert-generated", "found", "machine-generated", "no-annotation"},
        "size_categories": {"n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M"},
        "task_categories": {"image-text-to-text", "visual-question-answering", "image-to-text", "question-answering"},
        "language": {"en", "fr"},
    }
    errors = [
        f"{key}: {set(_to_list(header[key])) - known}"
        for key, known in words.items()
        if set(_to_list(header[key])) - known
    ]
    if header.get("license") == "other" and not {"license_name", "license_link"} <= set(header):
        errors.append("license other needs license_name and license_link")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", str(header.get("license_name", "x"))):
        errors.append("license_name: expected lower-case letters, digits, dots and hyphens")
    if not isinstance(header.get("pretty_name"), str) or not all(isinstance(tag, str) for tag in header["tags"]):
        errors.append("pretty_name and tags: expected text")
    infos = header["dataset_info"] if isinstance(header["dataset_info"], list) else [header["dataset_info"]]
    names = [info["config_name"] for info in infos]
    if not set(names) <= {config["config_name"] for config in header["configs"]}:
        errors.append(f"dataset_info: {names} are not among the configs")
    for info in infos:
        if sum(split["num_bytes"] for split in info["splits"]) != info["dataset_size"]:
            errors.append(f"dataset_info: {info['config_name']} has another size than its splits")
    return errors


def _to_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _git_oid(data: bytes) -> str:
    return hashlib.sha1(f"blob {len(data)}\0".encode() + data).hexdigest()


def _describe(path: str, data: bytes, is_lfs: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "file", "path": path, "oid": _git_oid(data), "size": len(data)}
    if is_lfs:
        found["lfs"] = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
    return found


_NAME = r"([\w.-]+/[\w.-]+)"
_KIND = "(?:datasets|models)"
_ROUTES = [
    (r"/api/whoami-v2", _Handler.whoami),
    (r"/api/repos/create", _Handler.create),
    (r"/api/validate-yaml", _Handler.validate),
    (rf"/api/{_KIND}/{_NAME}/preupload/\w+", _Handler.preupload),
    (rf"(?:/datasets)?/{_NAME}\.git/info/lfs/objects/batch", _Handler.batch),
    (rf"/api/{_KIND}/{_NAME}/commit/(\w+)", _Handler.commit),
    (rf"/api/{_KIND}/{_NAME}/branch/(\w+)", _Handler.branch),
    (rf"/api/{_KIND}/{_NAME}/tag/(\w+)", _Handler.tag),
    (rf"/api/{_KIND}/{_NAME}", _Handler.info),
    (rf"/api/{_KIND}/{_NAME}/revision/(\w+)", _Handler.info),
    (rf"/api/{_KIND}/{_NAME}/tree/(\w+)(/.*)?", _Handler.tree),
    (rf"/api/{_KIND}/{_NAME}/paths-info/(\w+)", _Handler.paths_info),
    (rf"(?:/datasets)?/{_NAME}/resolve/(\w+)/(.+)", _Handler.resolve),
]
