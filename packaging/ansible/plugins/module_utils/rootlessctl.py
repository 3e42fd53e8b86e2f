# Copyright: The rootlessctl authors
# Apache License 2.0 (see LICENSE or https://www.apache.org/licenses/LICENSE-2.0)
# SPDX-License-Identifier: Apache-2.0
"""Runs rootlessctl and turns its exit status and its JSON into what Ansible reports."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import json
import os

from ansible.module_utils.common.text.converters import to_text

PLACES = ["/opt/rootlessctl/bin", "/opt/rootlessctl/packaging"]
# What each exit status means where no JSON came with it.
STATUS = {
    1: "failed",
    3: "blocked",
    4: "rolled back",
    64: "rootlessctl did not understand its arguments",
    65: "the manifest is invalid",
}


class Rootlessctl:
    """The program on this host; each method runs it once."""

    def __init__(self, module):
        self.module = module
        self.program = module.params["executable"] or module.get_bin_path("rootlessctl", opt_dirs=PLACES)
        if not self.program or not os.access(self.program, os.X_OK):
            module.fail_json(msg="%s: no such program; install rootlessctl, with the role rootlessctl.docker.rootless, or "
                                 "name it with executable" % (self.program or "rootlessctl"))

    def run(self, *arguments, **options):
        """Returns exit status, standard output and standard error."""
        command = [self.program] + list(arguments)
        if self.module.params.get("user"):
            command += ["--user", self.module.params["user"]]
        return self.module.run_command(
            command, data=options.get("data"), binary_data=False,
            environ_update={"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"})

    def document(self, *arguments, **options):
        """Returns exit status and the JSON object that was printed; ends the module when there is none."""
        status, out, err = self.run(*(list(arguments) + ["-o", "json"]), **options)
        document = parsed(out)
        if document is None:
            self.fail(status, out, err, arguments[0])
        return status, document

    def fail(self, status, out, err, command):
        """Ends the module: no JSON came, so what rootlessctl wrote to standard error says why."""
        problems = [without_name(line) for line in to_text(err).splitlines() if line.strip()]
        if status not in STATUS and not problems:
            problems = [to_text(out).strip()[:200]]
        text = "; ".join(problems) or "no output"
        if status == 65:
            message = "the manifest is invalid: " + text
        elif "No help topic for" in to_text(out) + to_text(err):
            message = ("%s is RootlessKit's command of the same name, not rootlessctl; name ours with executable"
                       % self.program)
        elif status in STATUS:
            message = "rootlessctl %s: %s" % (command, text)
        else:
            message = "rootlessctl %s: found exit status %s and no JSON, expected one object: %s" % (command, status, text)
        self.module.fail_json(msg=message, rc=status, problems=problems)


def without_name(line):
    return line[len("rootlessctl: "):] if line.startswith("rootlessctl: ") else line


def parsed(text):
    try:
        document = json.loads(text)
    except ValueError:
        return None
    return document if isinstance(document, dict) and "formatVersion" in document else None
