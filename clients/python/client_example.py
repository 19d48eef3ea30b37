#!/usr/bin/env python3
"""A client of the generation API. Needs only `requests`.

    from client_example import LLMClient

    client = LLMClient(base_url="http://localhost:8000", api_key="test-key-123")
    result = client.generate(prompt="Write a haiku about programming", max_tokens=100, wait=True)
    print(result["result"])

Run as a program it shows the whole way of a request: health, submission, progress, result.
"""
import argparse
import json
import os
import sys
import time

import requests


class LLMError(Exception):
    """The server refused a request, or a task failed. `status_code` is that of the answer, or None for a failed task."""

    def __init__(self, message, status_code=None, error_type=None):
        super().__init__(message)
        self.status_code = status_code
        self.error_type = error_type


class LLMClient:
    def __init__(self, base_url="http://localhost:8000", api_key=None, timeout=30.0):
        self.base_url = base_url.rstrip("/")
        self.timeout = timeout
        self.session = requests.Session()
        api_key = api_key or os.environ.get("SLIPWAY_API_KEY", "test-key-123")
        self.session.headers["X-API-Key"] = api_key

    def health(self):
        """The server's health; needs no key."""
        return self._request("GET", "/health")

    def generate(self, prompt, max_tokens=None, temperature=None, top_p=None, user_id=None, wait=False,
                 poll_interval=0.5, max_wait=300.0):
        """Submits a prompt. Answers the task, or with `wait` its result. What is left out is the server's default."""
        options = {"max_tokens": max_tokens, "temperature": temperature, "top_p": top_p, "user_id": user_id}
        body = {"prompt": prompt, **{name: value for name, value in options.items() if value is not None}}
        task = self._request("POST", "/generate", json=body)
        return self.wait(task["task_id"], poll_interval, max_wait) if wait else task

    def status(self, task_id):
        return self._request("GET", f"/status/{task_id}")

    def result(self, task_id):
        return self._request("GET", f"/result/{task_id}")

    def wait(self, task_id, poll_interval=0.5, max_wait=300.0):
        """Asks until the task has ended. Raises LLMError where it failed, TimeoutError where it takes too long."""
        deadline = time.monotonic() + max_wait
        while True:
            result = self.result(task_id)
            if result["status"] == "completed":
                return result
            if result["status"] == "error":
                raise LLMError(result["error_message"], error_type=result["error_type"])
            if time.monotonic() >= deadline:
                raise TimeoutError(f"task {task_id} is still {result['status']} after {max_wait:g} s")
            time.sleep(poll_interval)

    def stream(self, task_id):
        """Yields the events of a task as they come; the last one carries the result or the error."""
        last_id = None
        while True:
            headers = {"Accept": "text/event-stream"}
            if last_id is not None:
                headers["Last-Event-ID"] = last_id
            try:
                with self.session.get(f"{self.base_url}/stream/{task_id}", headers=headers, stream=True,
                                      timeout=(self.timeout, 60)) as response:
                    if response.status_code == 204:
                        return
                    self._check(response)
                    for event_id, event in self._events(response):
                        last_id = event_id or last_id
                        yield event
                        if event["status"] in ("completed", "failed"):
                            return
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
                # The server restarted or the line broke: take up where the last event ended.
                time.sleep(1)

    @staticmethod
    def _events(response):
        event_id, data = None, []
        for line in response.iter_lines(decode_unicode=False):
            line = line.decode("utf-8")
            if not line:
                if data:
                    yield event_id, json.loads("\n".join(data))
                data = []
            elif line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif line.startswith("id:"):
                event_id = line[3:].strip()

    def _request(self, method, path, **arguments):
        while True:
            response = self.session.request(method, self.base_url + path, timeout=self.timeout, **arguments)
            if response.status_code not in (429, 503) or "Retry-After" not in response.headers:
                break
            time.sleep(min(float(response.headers["Retry-After"]), 60))
        self._check(response)
        return response.json()

    @staticmethod
    def _check(response):
        if response.ok:
            return
        try:
            message = response.json()["error"]
        except (ValueError, KeyError, TypeError):
            message = response.text[:200] or response.reason
        raise LLMError(message, response.status_code)


def main():
    parser = argparse.ArgumentParser(description="Generate text with a running Slipway server.")
    parser.add_argument("prompt", nargs="?", default="Explain machine learning in simple terms")
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--api-key", help="default: SLIPWAY_API_KEY, else the documented sample key")
    parser.add_argument("--max-tokens", type=int, default=256)
    parser.add_argument("--temperature", type=float, default=0.7)
    arguments = parser.parse_args()

    client = LLMClient(arguments.url, arguments.api_key)
    try:
        health = client.health()
        print(f"Server: {health['status']}, model: {health['model']}")
        task = client.generate(arguments.prompt, max_tokens=arguments.max_tokens, temperature=arguments.temperature)
        print(f"Task ID: {task['task_id']}\n")
        for event in client.stream(task["task_id"]):
            if event.get("reset"):
                print("\n(the engine was replaced; starting again)\n")
            print(event.get("delta", ""), end="", flush=True)
        metrics = client.wait(task["task_id"])["metrics"]
        print(f"\n\n{metrics['completion_tokens']} tokens in {metrics['total_time']:.2f} s, "
              f"{metrics['tokens_per_second']:.1f} tokens/s")
    except (LLMError, TimeoutError) as problem:
        sys.exit(f"Error: {problem}")
    except requests.ConnectionError:
        sys.exit(f"Error: nothing answers at {arguments.url}; start the server with ./slipway serve")


if __name__ == "__main__":
    main()
