"""Scrapy settings (sources.md 5.2): slow, named, obedient; nothing that listens or remembers."""

from __future__ import annotations

from crawlers.compression import ACCEPTED

BOT_NAME = "lianzhao"
SPIDER_MODULES = ["crawlers.spiders"]
NEWSPIDER_MODULE = "crawlers.spiders"

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "lianzhao"
DOWNLOADER_MIDDLEWARES = {
    # No log-in, and spiders name the hosts they ask themselves.
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.robots.StatusAwareRobots": 100,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawlers.compression.WholeCompression": 590,
    # Above Retry (550, which would repeat a 429 first), below HttpCompression (590).
    "crawlers.block_guard.BlockGuard": 560,
    # Nearest to the site: an answer “not modified” becomes the archived one before anybody judges it.
    "crawlers.kept.Kept": 570,
}
SPIDER_MIDDLEWARES = {
    # The first drops long addresses without a word, the second only notes what nobody reads.
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json,*/*;q=0.8",
    "Accept-Encoding": ACCEPTED,
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# One at a time, so that nothing queued still goes out after a block signature.
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Scrapy starts so many tasks for every answer; there are no items here.
CONCURRENT_ITEMS = 1
DOWNLOAD_DELAY = 3
DOWNLOAD_DELAY_JITTER = 0.5
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
RETRY_TIMES = 1
# The page that was asked for is what is archived, not where its script would lead a browser.
METAREFRESH_ENABLED = False

COOKIES_ENABLED = False
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "WARNING"
