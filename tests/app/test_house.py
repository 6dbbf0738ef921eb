"""What a site has of its own, made once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from customhouse.app.house import site_secret


def test_servers_that_start_at_once_share_one_secret_and_leave_nothing_beside_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as servers:
        secrets = set(servers.map(site_secret, [tmp_path] * 8))

    [secret] = secrets
    assert len(secret) == 32
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("site.secret", 0o600)]
