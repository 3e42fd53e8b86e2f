#!/usr/bin/python
# Copyright: The rootlessctl authors
# Apache License 2.0 (see LICENSE or https://www.apache.org/licenses/LICENSE-2.0)
# SPDX-License-Identifier: Apache-2.0

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
---
module: rootless
short_description: Bring a host's rootless Docker to what a rootless.toml declares
version_added: 1.0.0
description:
  - Runs C(rootlessctl apply) on the host, and in check mode C(rootlessctl plan), which changes nothing.
  - Reports C(changed) only when something was changed. A second run with the same manifest changes nothing and
    restarts nothing.
  - Run as root it makes the host's part and that of each user of the manifest. Run as an ordinary user it makes this
    user's part; what needs root is reported as blocked, with the commands for root in I(remedies).
  - When the daemon does not come up again, rootlessctl puts everything back, and the module fails.
author:
  - The rootlessctl authors (@rootlessctl)
options:
  content:
    description:
      - The manifest as text. Treated as a secret as a whole, for it may hold some.
      - Only one of I(content), I(settings) and I(path) may be given. With none of them rootlessctl looks in its usual
        places, for root C(/etc/rootlessctl/rootless.toml).
    type: str
  settings:
    description:
      - The manifest as a dictionary, with the same sections and keys.
      - Shown in logs and by C(-v); what is secret belongs into I(secrets).
    type: dict
  secrets:
    description:
      - Laid over I(settings), key by key, and never shown.
      - Lists are replaced, not merged.
    type: dict
  path:
    description:
      - The manifest as a file on the host.
    type: path
  dest:
    description:
      - Where I(content) or I(settings) is kept on the host, readable by its owner only, for C(rootlessctl drift) to
        compare with. It is written before it is applied, and only when it is valid.
      - Without it, and without I(keep), the host keeps no manifest.
    type: path
  keep:
    description:
      - Keeps I(content) or I(settings) as I(dest) does, where rootlessctl looks by itself. For root that is
        C(/etc/rootlessctl/rootless.toml), for anybody else C(~/.config/rootlessctl/rootless.toml).
    type: bool
    default: false
  user:
    description:
      - Only this user of the manifest. For root.
    type: str
  state:
    description:
      - C(applied) brings the host to what the manifest declares.
      - C(absent) takes back everything that rootlessctl has set, for which no manifest is needed. Images, containers and
        volumes stay.
    type: str
    choices: [applied, absent]
    default: applied
  purge_data:
    description:
      - With I(state=absent), remove images, containers and volumes, too. Nothing brings them back.
    type: bool
    default: false
  blocked:
    description:
      - What it means when something remains that this user may not change, or that waits for such a change.
      - C(fail) fails, after what could be done was done. C(report) warns. In check mode it is always reported.
    type: str
    choices: [fail, report]
    default: fail
  executable:
    description:
      - The rootlessctl to run. By default it is looked for in C(PATH), C(/opt/rootlessctl/bin) and
        C(/opt/rootlessctl/packaging).
      - RootlessKit brings a command of the same name, which is recognised and refused.
    type: path
attributes:
  check_mode:
    description: Plans, and changes nothing.
    support: full
  diff_mode:
    description: Shows each field that differs, observed against declared.
    support: full
seealso:
  - module: rootlessctl.docker.rootless_info
"""

EXAMPLES = r"""
- name: Docker for alice, by root
  rootlessctl.docker.rootless:
    dest: /etc/rootlessctl/rootless.toml
    settings:
      schema: 1
      host: {packages: install}
      daemon:
        settings:
          log-driver: splunk
          log-opts: {splunk-url: "https://splunk.example:8088"}
      network: {mtu: 1400}
      users:
        - {name: alice, create: true}
    secrets:
      daemon:
        settings: {log-opts: {splunk-token: "{{ splunk_token }}"}}
  become: true

- name: Docker for alice, by alice, as far as that goes without root
  rootlessctl.docker.rootless:
    content: "{{ lookup('file', 'rootless.toml') }}"
    blocked: report
  become: true
  become_user: alice
  register: docker

- name: What only root may do
  ansible.builtin.debug:
    var: docker.remedies

- name: Take everything back but the data
  rootlessctl.docker.rootless:
    state: absent
  become: true
"""

RETURN = r"""
changes:
  description: What was changed and stands; in check mode what would be changed. As in C(rootlessctl schema plan).
  returned: always
  type: list
  elements: dict
  sample:
    - address: daemon-json[alice]
      user: alice
      scope: user
      action: update
      effect: none
      diff:
        - {field: log-driver, observed: '"json-file"', desired: '"local"', lastApplied: null}
blocked:
  description: What this user may not change, or that waits for it, each with C(why) and C(remedy).
  returned: always
  type: list
  elements: dict
remedies:
  description: The commands for whoever may make the blocked changes.
  returned: always
  type: list
  elements: str
restarts:
  description: How many daemons that ran were stopped and started again, those included that were put back as they were. In
    check mode how many changes ask for a restart.
  returned: always
  type: int
result:
  description: C(converged), C(applied), C(blocked), C(rolled-back) or C(failed); in check mode C(planned) or C(converged).
  returned: always
  type: str
foreign:
  description: Fields that rootlessctl once set, that are no longer declared, and that others have changed since.
  returned: always
  type: list
  elements: dict
failures:
  description: What failed, with the daemon's last log lines.
  returned: when something failed
  type: list
  elements: dict
problems:
  description: The lines of standard error where rootlessctl could not begin, such as each mistake in the manifest.
  returned: when it could not begin
  type: list
  elements: str
report:
  description: The whole JSON object of rootlessctl, for a fleet report.
  returned: always
  type: dict
executable:
  description: The rootlessctl that was run.
  returned: always
  type: str
rc:
  description: The exit status of rootlessctl.
  returned: always
  type: int
"""

import os
import pwd
import stat
import tempfile

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.text.converters import to_bytes
from ansible_collections.rootlessctl.docker.plugins.module_utils.rootlessctl import Rootlessctl
from ansible_collections.rootlessctl.docker.plugins.module_utils.toml import dumps, merged

ONLY_OWNER = 0o600


def manifest(module):
    """The manifest as text, or None where it is a file that is there already."""
    if module.params["content"] is not None:
        return module.params["content"]
    if module.params["settings"] is None:
        return None
    try:
        return dumps(merged(module.params["settings"], module.params["secrets"] or {}))
    except ValueError as problem:
        module.fail_json(msg=str(problem))


def destination(module):
    """Where the manifest is kept, or None."""
    if not module.params["keep"]:
        return module.params["dest"]
    if os.geteuid() == 0:
        return "/etc/rootlessctl/rootless.toml"
    named = os.environ.get("XDG_CONFIG_HOME", "")
    home = os.environ.get("HOME") or pwd.getpwuid(os.geteuid()).pw_dir
    return os.path.join(named if os.path.isabs(named) else os.path.join(home, ".config"), "rootlessctl", "rootless.toml")


def keep(module, path, text):
    """Writes the file where it differs; True when it was, or in check mode would be, written."""
    data = to_bytes(text)
    try:
        closed = closes(module, path)
        if os.path.exists(path):
            with open(path, "rb") as existing:
                if existing.read() == data:
                    return closed
        if not module.check_mode:
            write(module, path, data)
    except (IOError, OSError) as problem:
        module.fail_json(msg="dest: %s" % problem)
    return True


def closes(module, path):
    """Leaves a file that is there to its owner alone; True when it was, or in check mode would be, closed."""
    if not os.path.exists(path) or stat.S_IMODE(os.stat(path).st_mode) == ONLY_OWNER:
        return False
    if not module.check_mode:
        os.chmod(path, ONLY_OWNER)
    return True


def write(module, path, data):
    """Replaces the file; the move gives it the mode of the one that is there, else of the mask."""
    descriptor, beside = tempfile.mkstemp(dir=module.tmpdir)
    with os.fdopen(descriptor, "wb") as new:
        new.write(data)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    before = os.umask(0o077)
    try:
        module.atomic_move(beside, path)
    finally:
        os.umask(before)


def lines(changes, side):
    """One side of the diff: a line for each field, the same ones in the same order on both sides."""
    result = []
    for change in changes:
        name = "%s%s" % (change["address"], " (%s)" % change["effect"] if change["effect"] != "none" else "")
        for diff in change["diff"]:
            if diff[side] is not None:
                result.append("%s %s: %s" % (name, diff["field"], diff[side]))
        if not change["diff"] and side == "desired":
            result.append("%s %s" % (name, change["reason"] or change["action"]))
    return "".join(line.replace("\n", "\\n") + "\n" for line in result)


def difference(document):
    changes = document["changes"] + [dict(entry, address=entry["address"] + " (blocked)") for entry in document["blocked"]]
    return dict(before=lines(changes, "observed"), after=lines(changes, "desired"),
                before_header="observed", after_header="declared")


def remedies(document):
    commands = []
    for entry in document["blocked"]:
        commands += [line for line in entry["remedy"] if line not in commands]
    return commands


def results(module, program, status, document, kept):
    changes = document["changes"]
    planned = sum(1 for change in changes if change["effect"] == "restart")
    return dict(
        changed=bool(changes) or kept, changes=changes, blocked=document["blocked"], remedies=remedies(document),
        restarts=document.get("restarts", planned), foreign=document["foreign"], rc=status, report=document, executable=program,
        result=document.get("result", "planned" if changes or document["blocked"] else "converged"),
        **(dict(diff=difference(document)) if module._diff else {}))


def failures(document):
    """Each failure in one line, the daemon's last word with it."""
    text = []
    for failure in document.get("failures", []):
        log = [line for line in failure.get("daemonLog", []) if line.strip()]
        text.append("%s: %s%s" % (failure["address"], failure["message"], "; it said: " + log[-1] if log else ""))
    return "; ".join(text)


def stuck(document):
    return "; ".join("%s: %s" % (entry["address"], entry["why"]) for entry in document["blocked"])


def finish(module, program, status, document, kept):
    for warning in document["warnings"]:
        module.warn("%s: %s" % (warning["address"], warning["text"]))
    result = results(module, program.program, status, document, kept)
    if status in (1, 4):
        what = "everything was put back" if status == 4 else "failed"
        module.fail_json(msg="%s: %s" % (what, failures(document) or stuck(document)),
                         failures=document.get("failures", []), **result)
    if document["blocked"]:
        text = "%d blocked: %s" % (len(document["blocked"]), stuck(document))
        if module.params["blocked"] == "fail" and not module.check_mode:
            module.fail_json(msg=text + "; the commands for root are in remedies", **result)
        module.warn(text)
    # Said in so many words: Ansible takes every rc but 0 for a failure.
    module.exit_json(failed=False, **result)


def remove(module, program):
    data = ["--purge-data"] if module.params["purge_data"] else []
    status, document = program.document("uninstall", "--dry-run" if module.check_mode else "--yes", *data)
    finish(module, program, status, document, False)


def apply(module, program):
    text = manifest(module)
    command = "plan" if module.check_mode else "apply"
    if text is None:
        path = module.params["path"]
        status, document = program.document(command, *(["-f", path] if path else []))
        finish(module, program, status, document, False)
    path = destination(module)
    if path is None:
        status, document = program.document(command, "-f", "-", data=text)
        finish(module, program, status, document, False)
    checked, out, err = program.run("validate", "-f", "-", data=text)
    if checked != 0:
        program.fail(checked, "", err or out, "validate")
    kept = keep(module, path, text)
    source = ["-f", "-"] if module.check_mode else ["-f", path]
    status, document = program.document(command, *source, data=text if module.check_mode else None)
    finish(module, program, status, document, kept)


def main():
    module = AnsibleModule(
        argument_spec=dict(
            content=dict(type="str", no_log=True),
            settings=dict(type="dict"),
            secrets=dict(type="dict", no_log=True),
            path=dict(type="path"),
            dest=dict(type="path"),
            keep=dict(type="bool", default=False),
            user=dict(type="str"),
            state=dict(type="str", choices=["applied", "absent"], default="applied"),
            purge_data=dict(type="bool", default=False),
            blocked=dict(type="str", choices=["fail", "report"], default="fail"),
            executable=dict(type="path"),
        ),
        mutually_exclusive=[("content", "settings", "path"), ("path", "dest")],
        required_by=dict(secrets="settings"),
        supports_check_mode=True,
    )
    if module.params["dest"] and module.params["content"] is None and module.params["settings"] is None:
        module.fail_json(msg="dest: needs content or settings to be written there")
    if module.params["keep"]:
        if module.params["dest"] or module.params["path"]:
            module.fail_json(msg="keep: is a place of its own, so neither dest nor path goes with it")
        if module.params["content"] is None and module.params["settings"] is None:
            module.fail_json(msg="keep: needs content or settings to be kept")
    if module.params["purge_data"] and module.params["state"] != "absent":
        module.fail_json(msg="purge_data: belongs to state=absent")
    program = Rootlessctl(module)
    (remove if module.params["state"] == "absent" else apply)(module, program)


if __name__ == "__main__":
    main()
