"""Builds the site of the documentation: build.py OUTPUT.

Stages the pages in a directory with the layout of the repository, so that links work in both, and runs mkdocs. A linked file
that is not a page, such as a source file, becomes a page that shows it.
"""

import json
import pathlib
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile

SITE = pathlib.Path(__file__).resolve().parent
ROOT = SITE.parent.parent
ORDER = {
    "Guides": ["coming-from", "data", "entities", "labelling", "spark", "transfer"],
    "Reference": ["benchmarks", "checkpoints", "glossary"],
    "Design": ["architecture"],
}
LINK = re.compile(r"(!?\[(?:[^\[\]]|\[[^\]]*\])*\]\()([^()\s]+)((?:\s+\"[^\"]*\")?\))")
LANGUAGES = {".swift": "swift", ".py": "python", ".c": "c", ".h": "c", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}


class Stage:
    def __init__(self, directory):
        self.directory = directory
        self.staged = set()
        self.problems = []

    def page(self, path):
        """Stages the Markdown file at `path`, a path in the repository, and all that it links to."""
        if path in self.staged:
            return
        self.staged.add(path)
        lines, fence = [], None
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1):
            mark = re.match(r"\s*(```+|~~~+)", line)
            if fence is None and mark:
                fence = mark[1]
            elif fence is not None:
                if mark and mark[1].startswith(fence) and line.strip() == mark[1]:
                    fence = None
            else:
                line = LINK.sub(lambda match: match[1] + self.link(path, number, match[2]) + match[3], line)
                if line.lstrip().startswith("|"):  # Python-Markdown takes bars within code spans literally.
                    line = re.sub(r"`[^`]*`", lambda span: span[0].replace("\\|", "|"), line)
            lines.append(line)
        self.write(path, "\n".join(lines) + "\n")

    def link(self, page, number, target):
        """Returns the target of a link as the site needs it, and stages it."""
        if re.match(r"[a-z]+:|#|//", target):
            return target
        name, mark, anchor = target.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), name))
        source = ROOT / path
        if path.startswith("..") or not source.exists():
            self.problems.append(f"{page}:{number}: {target} does not exist")
            return target
        if source.is_dir():
            if (source / "README.md").exists():
                path = posixpath.join(path, "README.md")
            else:
                entries = sorted(entry.name + "/" * entry.is_dir() for entry in source.iterdir() if entry.name[0] != ".")
                self.write(path + ".md", f"# {path}\n\n" + "".join(f"- `{entry}`\n" for entry in entries))
                path += ".md"
        elif source.suffix in (".svg", ".png", ".jpg"):
            self.copy(path)
        elif source.suffix != ".md":
            text = source.read_text(encoding="utf-8", errors="replace").rstrip("\n")
            language = LANGUAGES.get(source.suffix, "sh" if text.startswith("#!/bin/") else "text")
            self.write(path + ".md", f"# {path}\n\n````{language}\n{text}\n````\n")
            path += ".md"
        if source.suffix == ".md" or source.is_dir() and path.endswith("/README.md"):
            self.page(path)
        return posixpath.relpath(path, posixpath.dirname(page) or ".") + mark + anchor

    def write(self, path, text):
        destination = self.directory / path
        destination.parent.mkdir(parents=True, exist_ok=True)
        destination.write_text(text, encoding="utf-8")

    def copy(self, path):
        destination = self.directory / path
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, destination)


def title(path):
    for line in (ROOT / path).read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line[2:].replace("`", "").partition(":")[0]
    return path


def navigation():
    pages = {page.stem: f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md"))}
    sections = {name: [pages.pop(stem) for stem in stems if stem in pages] for name, stems in ORDER.items()}
    sections["Guides"] += pages.values()
    decisions = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    result = [{"Home": "README.md"}]
    for name, paths in sections.items():
        entries = [{title(path): path} for path in paths]
        if name == "Design":
            entries.append({"Decisions": ["docs/decisions/README.md"] + [f"docs/decisions/{page}" for page in decisions]})
        result.append({name: entries})
    project = [path for path in ("CHANGELOG.md", "CONTRIBUTING.md") if (ROOT / path).exists()]
    result.append({"Project": [{title(path): path} for path in project]})
    return result


def paths(entries):
    for entry in entries:
        if isinstance(entry, str):
            yield entry
        else:
            for value in entry.values():
                yield from [value] if isinstance(value, str) else paths(value)


def keep_options_whole(page):
    """Keeps browsers from breaking a line within an option, such as after its first hyphen."""
    html = page.read_text(encoding="utf-8")
    option = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")
    mark = lambda code: code[1] + option.sub(lambda name: f'<span class="option">{name[0]}</span>', code[2]) + code[3]
    page.write_text(re.sub(r"(?<!<pre>)(<code>)([^<]*)(</code>)", mark, html), encoding="utf-8")


def main():
    output = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        stage = Stage(work / "pages")
        shutil.copytree(SITE / "assets", work / "pages/assets")
        entries = navigation()
        for path in paths(entries):
            stage.page(path)
        if stage.problems:
            sys.exit("\n".join(stage.problems))
        # JSON is YAML.
        configuration = {"INHERIT": str(SITE / "mkdocs.yml"), "docs_dir": str(work / "pages"),
                         "site_dir": str(work / "site"), "nav": entries}
        (work / "mkdocs.yml").write_text(json.dumps(configuration), encoding="utf-8")
        # With --quiet, mkdocs does not count warnings, which strict makes errors.
        command = [sys.executable, "-m", "mkdocs", "build", "--config-file", str(work / "mkdocs.yml")]
        run = subprocess.run(command, stderr=subprocess.PIPE, text=True)
        if run.returncode != 0:
            sys.exit("\n".join(line for line in run.stderr.splitlines() if not line.startswith("INFO")))
        for page in (work / "site").rglob("*.html"):
            keep_options_whole(page)
        for extra in ("sitemap.xml", "sitemap.xml.gz"):
            (work / "site" / extra).unlink(missing_ok=True)
        if output.exists():
            shutil.rmtree(output)
        output.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(work / "site", output)


main()
