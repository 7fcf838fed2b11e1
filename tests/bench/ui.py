"""`make bench-ui`: what the pages cost a browser: the launcher on a slow machine, and a room of 10,000 messages."""

import argparse
import asyncio
import json
import os
import platform
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.async_api import Browser, CDPSession, Page

from tests.bench import uipage
from tests.rig.browser import chromium
from tests.rig.longroom import fill
from tests.rig.parley import Host, Parley
from tests.rig.shop import Shop

ROOM: Final = "order-long"
SLOWER: Final = 4
PHONE: Final = {"width": 390, "height": 844}
NOTES_LONG_TASKS: Final = """
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((one) => one.duration)))
        .observe({type: "longtask", buffered: true});
"""
BACK: Final = """async (steps) => {
    const box = document.querySelector("parley-widget, .parley-host, .parley")?.shadowRoot?.querySelector(".timeline")
        ?? document.querySelector(".timeline");
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    let nodes = 0;
    for (let step = 0; step < steps && !window.begun; step += 1) {
        box.scrollBy(0, -600);
        await frame();
        nodes = Math.max(nodes, box.querySelectorAll("*").length);
    }
    const seqs = [...box.querySelectorAll("[data-seq]")].map((row) => Number(row.dataset.seq));
    return {nodes, reached: Math.min(...seqs), height: box.scrollHeight};
}"""
