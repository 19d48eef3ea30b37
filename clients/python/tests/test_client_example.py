"""Runs against a server: SLIPWAY_URL (default http://localhost:8000) and SLIPWAY_API_KEY say which."""
import os
import sys

import pytest
import requests

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

from client_example import LLMClient, LLMError  # noqa: E402

URL = os.environ.get("SLIPWAY_URL", "http://localhost:8000")


@pytest.fixture(scope="module")
def client():
    return LLMClient(URL, os.environ.get("SLIPWAY_API_KEY"))


def test_health_needs_no_key():
    health = requests.get(f"{URL}/health", timeout=10).json()
    assert health["status"] in ("healthy", "degraded")
    assert {"timestamp", "redis_connected", "model_loaded", "version", "backend", "model", "available_models"} <= health.keys()


def test_waiting_gives_the_text_and_measured_metrics(client):
    result = client.generate("Say hello", max_tokens=8, temperature=0.0, wait=True, poll_interval=0.1)
    assert result["status"] == "completed"
    metrics = result["metrics"]
    assert 0 < metrics["completion_tokens"] <= 8
    assert metrics["prompt_tokens"] > 0
    assert metrics["total_time"] >= metrics["processing_time"] > 0


def test_without_waiting_a_task_is_queued(client):
    task = client.generate("Say hello", max_tokens=4)
    assert task["status"] == "queued"
    assert client.status(task["task_id"])["task_id"] == task["task_id"]
    assert client.wait(task["task_id"], poll_interval=0.1)["status"] == "completed"


def test_all_pieces_of_a_stream_equal_the_result(client):
    task = client.generate("Count to five", max_tokens=16, temperature=0.0)
    text, last = "", None
    for last in client.stream(task["task_id"]):
        text = last.get("delta", "") if last.get("reset") else text + last.get("delta", "")
    assert last["status"] == "completed"
    assert text == last["result"] == client.result(task["task_id"])["result"]


def test_a_wrong_key_is_refused():
    with pytest.raises(LLMError) as refused:
        LLMClient(URL, "no-such-key").generate("Say hello")
    assert refused.value.status_code == 401


def test_an_unknown_task_is_not_found(client):
    with pytest.raises(LLMError) as missing:
        client.status("no-such-task")
    assert missing.value.status_code == 404


@pytest.mark.parametrize("body", [{}, {"prompt": 5}, {"prompt": "a", "temperature": 3}, {"prompt": "a", "max_tokens": 0}])
def test_a_wrong_body_is_refused_by_name(client, body):
    response = client.session.post(f"{URL}/generate", json=body, timeout=10)
    assert response.status_code == 400
    assert "prompt" in response.json()["error"] or "temperature" in response.json()["error"] or "max_tokens" in response.json()["error"]
