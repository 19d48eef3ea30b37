# 1. Submit request
TASK_ID=$(curl -s -X POST "http://localhost:8000/generate" \
  -H "X-API-Key: test-key-123" \
  -H "Content-Type: application/json" \
  -d '{"prompt": "Write a joke about AI", "max_tokens": 100}' \
  | jq -r '.task_id')

echo "Task ID: $TASK_ID"

# 2. Check status
curl -X GET "http://localhost:8000/status/$TASK_ID" \
  -H "X-API-Key: test-key-123"

# 3. Get result (wait a few seconds first)
sleep 5
curl -X GET "http://localhost:8000/result/$TASK_ID" \
  -H "X-API-Key: test-key-123"
