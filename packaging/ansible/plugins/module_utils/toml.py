# Copyright: The rootlessctl authors
# Apache License 2.0 (see LICENSE or https://www.apache.org/licenses/LICENSE-2.0)
# SPDX-License-Identifier: Apache-2.0
"""Writes TOML 1.0 for people to read: a table for each section, an array of tables for a list of sections."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import json
import re

BARE_KEY = re.compile(r"^[A-Za-z0-9_-]+$")


def merged(base, over):
    """A copy of the dict with another laid over it; where both have a dict, those are merged, too."""
    result = dict(base)
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(result.get(key), dict):
            value = merged(result[key], value)
        result[key] = value
    return result


def dumps(table):
    """The dict as a TOML document. Raises ValueError for what TOML has no word for, null above all."""
    lines = []
    _table(lines, [], table)
    return "\n".join(lines).lstrip("\n") + "\n"


def _table(lines, path, table):
    sections = [(key, value) for key, value in table.items() if _is_section(value)]
    for key, value in table.items():
        if not _is_section(value):
            lines.append("%s = %s" % (_key(key), _value(path + [key], value)))
    for key, value in sections:
        name = ".".join(_key(part) for part in path + [key])
        if isinstance(value, dict):
            lines.extend(["", "[%s]" % name])
            _table(lines, path + [key], value)
        else:
            for element in value:
                lines.extend(["", "[[%s]]" % name])
                _table(lines, path + [key], element)


def _is_section(value):
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(element, dict) for element in value))


def _key(key):
    return str(key) if BARE_KEY.match(str(key)) else _string(str(key))


def _string(text):
    # JSON's escapes are TOML's; DEL has none in JSON and needs one here.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(path, value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        return "{ %s }" % ", ".join("%s = %s" % (_key(key), _value(path + [key], one)) for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return "[%s]" % ", ".join(_value(path, one) for one in value)
    if value is None:
        raise ValueError("%s: found null, which rootless.toml has no word for; leave the key out"
                         % ".".join(str(part) for part in path))
    return _string(str(value))
