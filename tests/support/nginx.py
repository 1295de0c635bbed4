"""The configuration of nginx in tests: in the foreground, with all files in one folder."""

import os

_CONFIG = """
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr warn;
%s
events { worker_connections 512; }
http {
    access_log off;
    client_body_temp_path bodies;
    proxy_temp_path received;
    fastcgi_temp_path unused;
    uwsgi_temp_path unused;
    scgi_temp_path unused;
    %s
}
"""
#: Other users cannot read the folder.
_USER = "user root;" if os.geteuid() == 0 else ""


def nginx_config(http):
    """Return a configuration with some lines in its `http` block."""
    return _CONFIG % (_USER, http)
