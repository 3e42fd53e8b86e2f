#!/usr/bin/python
# Copyright: The rootlessctl authors
# Apache License 2.0 (see LICENSE or https://www.apache.org/licenses/LICENSE-2.0)
# SPDX-License-Identifier: Apache-2.0

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
---
module: rootless_info
short_description: Tell how a host's rootless Docker is
version_added: 1.0.0
description:
  - Runs C(rootlessctl status) on the host. Changes nothing.
author:
  - The rootlessctl authors (@rootlessctl)
options:
  path:
    description:
      - The manifest to count the drift against. With none rootlessctl looks in its usual places, and where there is none
        it counts no drift.
    type: path
  user:
    description:
      - Only this user. For root.
    type: str
  executable:
    description:
      - The rootlessctl to run, as in M(rootlessctl.docker.rootless).
    type: path
attributes:
  check_mode:
    description: Changes nothing in either mode.
    support: full
  diff_mode:
    description: There is no difference to show.
    support: none
seealso:
  - module: rootlessctl.docker.rootless
"""

EXAMPLES = r"""
- name: Look
  rootlessctl.docker.rootless_info:
  become: true
  register: docker

- name: Every daemon runs
  ansible.builtin.assert:
    that: docker.users | rejectattr('state', 'equalto', 'running') | list | length == 0
"""

RETURN = r"""
users:
  description: Each user's daemon, as in C(rootlessctl schema status).
  returned: always
  type: list
  elements: dict
  sample: [{user: alice, state: running, pid: 1234, docker: 20.10.24, drift: 0}]
report:
  description: The whole JSON object of rootlessctl, for a fleet report.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.rootlessctl.docker.plugins.module_utils.rootlessctl import Rootlessctl


def main():
    module = AnsibleModule(
        argument_spec=dict(path=dict(type="path"), user=dict(type="str"), executable=dict(type="path")),
        supports_check_mode=True,
    )
    path = module.params["path"]
    document = Rootlessctl(module).document("status", *(["-f", path] if path else []))[1]
    module.exit_json(changed=False, users=document["users"], report=document)


if __name__ == "__main__":
    main()
