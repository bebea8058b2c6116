"""Every command: its name, where it lives, and what it does in one line."""

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("pipeline.demo.cli:demo", "Watch a small town of web sites and open the desk on it."),
    "up": ("web.cli:up", "Serve the desk and run the line on schedule."),
    "run": ("pipeline.line:run", "Run the whole line once, from crawl to alert."),
    "crawl": ("crawlers.cli:crawl", "Visit the sources that are due."),
    "match": (
        "pipeline.rematch_step:match",
        "Match stored posts again where a query was changed.",
    ),
    "sift": ("pipeline.sift_step:sift", "Class the noise of stored mentions again."),
    "assess": ("pipeline.steps:assess", "Judge the mentions that have no verdict yet."),
    "follow-up": ("pipeline.steps:follow_up", "Open tasks for flagged mentions."),
    "label": ("pipeline.label_cli:label", "Blind labels: draw, see how good the queue is, export."),
    "corrections": (
        "pipeline.corrections_cli:corrections",
        "Write what people set right, for the judge to learn.",
    ),
    "erase": ("pipeline.erase_cli:erase", "Erase what one person said; what is counted stays."),
    "alert": ("alerts.cli:alert", "Send what the rules say is due."),
    "task": ("web.task_cli:task", "List, show and change tasks."),
    "telegram": ("web.telegram.cli:telegram", "Let people answer from Telegram; check the bot."),
    "report": ("pipeline.reports.cli:report", "Print or save a report."),
    "export": (
        "pipeline.export_cli:export",
        "Write mentions, tasks or the audit log to a file.",
    ),
    "watch": ("pipeline.watch_cli:watch", "Carry brands, sources and rules in and out as TOML."),
    "source": ("crawlers.source_cli:source", "Preview and check sources."),
    "import": ("crawlers.import_cli:bring", "Keep the export of another program as history."),
    "compare": (
        "crawlers.compare_cli:compare",
        "Say what another program found and we did not, and how much there is.",
    ),
    "extract": ("crawlers.extract_cli:extract", "Read saved pages: JSON Lines in, JSON Lines out."),
    "judge": ("classifier.cli:judge", "Judge texts: JSON Lines in, JSON Lines out."),
    "model": ("classifier.model_cli:model", "Train, evaluate and describe the transformer."),
    "user": ("web.user_cli:user", "Add and list the people who work in the desk."),
}

# What a watch file's rules are held to; it lives above, as some of the commands do.
RULES_CHECK = "alerts.kept_rules:check_rules"
