"""What every command opens: settings, checked configuration, sources, database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from common.errors import UserError
from common.settings import Settings
from crawlers.policy import FILE as POLICY_FILE
from crawlers.policy import Policy, load_policy
from crawlers.source import Source, load_sources
from db.session import open_database
from matching.config.bundle import Config
from matching.config.check import load_checked
from matching.eligibility import check_rules


@dataclass(frozen=True)
class Opened:
    """Everything a command needs, checked: settings, configuration, sources, database."""

    settings: Settings
    config: Config
    policy: Policy
    sources: dict[str, Source]
    engine: Engine


def open_all(settings: Settings) -> Opened:
    """Check configuration and sources, then open the database; nothing is written before.

    Raises:
        UserError: a configuration or source file is wrong, or the database cannot be opened.
    """
    config = load_checked(settings.config)
    check_rules(config)
    sources = {name: document.model for name, document in load_sources().items()}
    for source in sources.values():
        if source.tier and all(tier.id != source.tier for tier in config.lists.tiers):
            known = "、".join(tier.id for tier in config.lists.tiers)
            raise UserError(
                f"来源 {source.id} 的 tier {source.tier} 不在 lists.yaml 中", fix=f"可用：{known}"
            )
    policy = checked_policy(config)
    return Opened(settings, config, policy, sources, open_database(settings.database_url))


def checked_policy(config: Config) -> Policy:
    """The policy of gathering that stands beside the configuration.

    Raises:
        UserError: gather.yaml is missing or wrong, or asks sites faster than compliance.yaml allows.
    """
    policy, least = load_policy(config.folder), config.compliance.crawl.min_seconds_between_requests_per_host
    if policy.delay_seconds < least:
        raise UserError(
            f"delay_seconds 是 {policy.delay_seconds:g}，低于 compliance.yaml 规定的 {least:g} 秒",
            where=str(config.folder / POLICY_FILE),
        )
    return policy
