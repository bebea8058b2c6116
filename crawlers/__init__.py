"""Fetch and read; the only folder that knows Scrapy."""
