"""Named versions of the configuration: adopted, listed, taken back; every byte kept in the archive."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.publishing import publishing
from app.tuning.changes import Change
from app.tuning.edit import edited, written
from app.tuning.trying import Trial
from common.clock import now
from common.errors import UserError
from common.files import write_atomic
from common.hashing import sha256_hex
from common.settings import Settings
from crawlers.archive import Archive, Capture
from db.session import open_database, session
from db.versions import ConfigVersion
from matching.config.bundle import FILES, Config, load_config
from matching.config.check import load_checked

ADOPT, REVERT = "adopt", "revert"


def adopt(settings: Settings, trial: Trial, who: str, why: str, name: str) -> ConfigVersion:
    """Write the trial's changes into ``config/`` as a named version.

    Raises:
        UserError: who, why or name is missing, the name is taken, nothing would change, or a file cannot be
            edited by program; nothing is written then.
    """
    _said(who, why)
    if not name.strip():
        raise UserError("没有写版本名", fix="加上 --name，例如 --name 更看重补链")
    before = trial.before.config
    if before.config_hash == trial.after.config.config_hash:
        raise UserError("这些改动没有改变任何设置", fix="用 tune try 看看写的是不是想要的")
    contents = {
        file: edited(
            before.documents[f"{file}.yaml"].raw, [each for each in trial.changes if each.file == file]
        )
        for file in sorted({change.file for change in trial.changes})
    }
    after = _loaded(settings.config, contents)
    if after.config_hash != trial.after.config.config_hash:
        raise UserError("写回配置文件后与试算不一致，没有改动", fix="手工编辑该文件，再用 config check 核对")
    version = ConfigVersion(
        name=name.strip(),
        kind=ADOPT,
        who=who.strip(),
        why=why.strip(),
        at=now().isoformat(timespec="seconds"),
        changes=[change.text for change in trial.changes],
        inverse=[_inverse(change, before) for change in reversed(trial.changes)],
        config_hash_before=before.config_hash,
        config_hash_after=after.config_hash,
        week=trial.week,
        figures=trial.figures(),
    )
    return _publish(settings, version, contents)


def revert(settings: Settings, wanted: str, who: str, why: str) -> ConfigVersion:
    """Put back the bytes that an adopted version replaced.

    Raises:
        UserError: no such version, it is taken back already, or a file of it was changed since.
    """
    _said(who, why)
    engine = open_database(settings.database_url)
    with session(engine) as db:
        version = find_version(db, wanted)
        later = db.scalars(select(ConfigVersion).where(ConfigVersion.id > version.id)).all()
    engine.dispose()
    archive, contents = Archive(settings.archive), dict[str, bytes]()
    for file, sha256 in version.changed.items():
        path = settings.config / file
        if not path.is_file() or sha256_hex(path.read_bytes()) != version.files[file]:
            raise _edited_since(path, version, later, archive)
        contents[file.removesuffix(".yaml")] = archive.read(sha256)
    before, after = load_checked(settings.config), _loaded(settings.config, contents)
    undone = ConfigVersion(
        name=f"撤回 {version.name}" if version.kind == ADOPT else f"恢复（{version.name}）",
        kind=REVERT,
        reverts=version.id,
        who=who.strip(),
        why=why.strip(),
        at=now().isoformat(timespec="seconds"),
        changes=version.inverse,
        inverse=version.changes,
        config_hash_before=before.config_hash,
        config_hash_after=after.config_hash,
        week=version.week,
        figures={"before": version.figures["after"], "after": version.figures["before"]},
    )
    return _publish(settings, undone, contents)


def find_version(db: Session, wanted: str) -> ConfigVersion:
    """A version by its name or number.

    Raises:
        UserError: there is none; names those there are.
    """
    every = db.scalars(select(ConfigVersion).order_by(ConfigVersion.id)).all()
    for version in every:
        if wanted in {version.name, str(version.id)}:
            return version
    known = "、".join(f"{version.id}（{version.name}）" for version in every)
    raise UserError(f"没有版本 {wanted}", fix=f"有：{known}" if known else "还没有采用过任何版本")


def every_version(settings: Settings) -> list[ConfigVersion]:
    """All versions, oldest first."""
    engine = open_database(settings.database_url)
    try:
        with session(engine) as db:
            return list(db.scalars(select(ConfigVersion).order_by(ConfigVersion.id)))
    finally:
        engine.dispose()


def archived_config(settings: Settings, files: Mapping[str, str]) -> Config:
    """The configuration whose files have these hashes (by file name).

    Raises:
        UserError: a file is not in the archive, or this version of lianzhao does not understand it.
    """
    archive, contents = Archive(settings.archive), dict[str, bytes]()
    for file, sha256 in files.items():
        if not archive.body_path(sha256).is_file():
            raise UserError(f"存档里没有 {file} 的那一版（{sha256[:8]}）", fix="换一个版本或期次")
        contents[file.removesuffix(".yaml")] = archive.read(sha256)
    return _loaded(settings.config, {name: data for name, data in contents.items() if name in FILES})


def _said(who: str, why: str) -> None:
    for word, option in ((who, "--who"), (why, "--why")):
        if not word.strip():
            raise UserError(f"没有写{'谁改的' if option == '--who' else '为什么改'}", fix=f"加上 {option}")


def _loaded(folder: Path, contents: Mapping[str, bytes]) -> Config:
    """The folder's configuration with some files (name without ``.yaml``) replaced, checked."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary)
        for name in FILES:
            data = contents.get(name)
            (copy / f"{name}.yaml").write_bytes(
                (folder / f"{name}.yaml").read_bytes() if data is None else data
            )
        return load_config(copy) if set(contents) == set(FILES) else load_checked(copy)


def _publish(settings: Settings, version: ConfigVersion, contents: Mapping[str, bytes]) -> ConfigVersion:
    """Archive old and new bytes, note the version, write the files; all or nothing."""
    archive, folder = Archive(settings.archive), settings.config
    old = {f"{name}.yaml": (folder / f"{name}.yaml").read_bytes() for name in FILES}
    new = old | {f"{name}.yaml": data for name, data in contents.items()}
    version.files = {file: _archived(archive, file, data, version.at) for file, data in new.items()}
    version.changed = {f"{name}.yaml": archive.store(old[f"{name}.yaml"]) for name in contents}
    engine = open_database(settings.database_url)
    touched: list[str] = []
    try:
        with publishing(engine) as db:
            names = set(db.scalars(select(ConfigVersion.name)))
            if version.kind == ADOPT and version.name in names:
                raise UserError(f"已有名叫 {version.name} 的版本", fix="换一个名字，或 tune history 看看")
            name, count = version.name, 2
            while version.name in names:
                version.name, count = f"{name}（{count}）", count + 1
            db.add(version)
            db.flush()
            for file in version.changed:
                touched.append(file)
                write_atomic(folder / file, new[file])
    except BaseException as error:
        for file in touched:
            write_atomic(folder / file, old[file])
        if isinstance(error, OSError):
            raise UserError(f"配置文件写不了：{error.strerror or error}", where=str(folder)) from error
        raise
    finally:
        engine.dispose()
    return version


def _archived(archive: Archive, file: str, data: bytes, moment: str) -> str:
    sha256 = archive.store(data)
    archive.add(Capture("config", f"config/{file}", 200, moment, sha256, via="config"))
    return sha256


def _inverse(change: Change, before: Config) -> str:
    """What takes the change back, as ``--set`` takes it."""
    if change.operation != "=":
        opposite = "-=" if change.operation == "+=" else "+="
        return f"{change.place}{opposite}{'、'.join(map(str, change.value))}"
    now_: Any = getattr(before, change.file).model_dump()
    for step in change.steps:
        if isinstance(now_, list):
            now_ = next((item for item in now_ if item.get("id") == step), None)
        else:
            now_ = now_.get(step) if isinstance(now_, dict) else None
    return f"{change.place}={written(now_)}"


def _edited_since(
    path: Path, version: ConfigVersion, later: Sequence[ConfigVersion], archive: Archive
) -> UserError:
    current = sha256_hex(path.read_bytes()) if path.is_file() else ""
    above = [other for other in later if path.name in other.changed]
    undone = [other for other in later if other.reverts == version.id]
    if undone:
        return UserError(f"版本 {version.name} 已由 {undone[0].who} 撤回（{undone[0].at[:10]}）")
    if above and current == above[-1].files[path.name]:
        return UserError(
            f"版本 {version.name} 之后又改过这个文件", where=str(path), fix=f"先撤回 {above[-1].name}"
        )
    kept = archive.body_path(version.files[path.name])
    return UserError(
        f"采用版本 {version.name} 之后，有人手工改过这个文件，没有撤回",
        where=str(path),
        fix=f"想保留手工改动：tune adopt {' '.join(f'--set {each}' for each in version.inverse)}；"
        f"不想保留：先用 {kept} 覆盖这个文件，再撤回",
    )
