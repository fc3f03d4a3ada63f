//! `local/echo` in the three APIs' shapes; the official clients read them in `tests/sdk`.

use serde_json::{Value, json};

use crate::common::{Gateway, Key, chat, folder, json_of};

async fn gateway_and_key(folder: &std::path::Path) -> (Gateway, Key) {
    let gateway = Gateway::start(folder).await;
    let key = gateway.key(json!({ "name": "k", "plan": "Pro" })).await;
    (gateway, key)
}

/// The JSON of every `data:` line.
fn events(text: &str) -> Vec<Value> {
    let data = text.lines().filter_map(|line| line.strip_prefix("data: ")).filter(|data| *data != "[DONE]");
    data.map(|data| serde_json::from_str(data).unwrap()).collect()
}

#[tokio::test]
async fn chat_echoes_and_counts_by_the_rule() {
    let folder = folder();
    let (gateway, key) = gateway_and_key(folder.path()).await;
    let mut body = json!({ "model": "local/echo", "max_tokens": 1_000, "messages": [
        { "role": "system", "content": "12345" },
        { "role": "user", "content": "first" },
        { "role": "assistant", "content": null },
        { "role": "user", "content": [{ "type": "text", "text": "Grüße, " }, { "type": "image_url", "image_url": {} },
                                      { "type": "text", "text": "Welt!" }] },
    ] });
    let answer = json_of(gateway.post("/v1/chat/completions", &key.token, body.clone()).await).await;
    assert_eq!(answer["choices"][0]["message"]["content"], "Grüße, Welt!");
    assert_eq!(answer["choices"][0]["finish_reason"], "stop");
    // 5 + 5 + 14 bytes are 6 tokens; the answer's 14 are 4.
    assert_eq!(answer["usage"], json!({ "prompt_tokens": 6, "completion_tokens": 4, "total_tokens": 10 }));
    body["max_completion_tokens"] = 2.into();
    let cut = json_of(gateway.post("/v1/chat/completions", &key.token, body).await).await;
    assert_eq!(cut["choices"][0]["message"]["content"], "Grüße,");
    assert_eq!(cut["choices"][0]["finish_reason"], "length");
    gateway.stop().await;
}

#[tokio::test]
async fn every_stream_adds_up_to_the_whole_answer() {
    let folder = folder();
    let (gateway, key) = gateway_and_key(folder.path()).await;
    let text = "Streams come in words. \n\nÄnd lines; \u{1f511}";

    let mut body = chat(text);
    body["stream"] = true.into();
    body["stream_options"] = json!({ "include_usage": true });
    let stream = gateway.post("/v1/chat/completions", &key.token, body).await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream; charset=utf-8");
    assert!(stream.headers().contains_key("x-ratelimit-remaining-requests"));
    let chunks = events(&stream.text().await.unwrap());
    let joined: String =
        chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str()).collect();
    assert_eq!(joined, text);
    let last = chunks.last().unwrap();
    assert_eq!((last["choices"].clone(), last["usage"]["total_tokens"].as_i64()), (json!([]), Some(22)));
    assert_eq!(chunks[0]["usage"], Value::Null);

    let body = json!({ "model": "local/echo", "input": text, "stream": true });
    let all = events(&gateway.post("/v1/responses", &key.token, body).await.text().await.unwrap());
    let joined: String = all
        .iter()
        .filter(|e| e["type"] == "response.output_text.delta")
        .filter_map(|e| e["delta"].as_str())
        .collect();
    assert_eq!(joined, text);
    assert!(all.iter().enumerate().all(|(index, event)| event["sequence_number"] == index));
    assert_eq!(all.last().unwrap()["type"], "response.completed");
    assert_eq!(all.last().unwrap()["response"]["output"][0]["content"][0]["text"], text);

    let body = json!({ "model": "local/echo", "max_tokens": 5, "stream": true,
                       "messages": [{ "role": "user", "content": text }] });
    let all = events(&gateway.post("/v1/messages", &key.token, body).await.text().await.unwrap());
    let joined: String = all.iter().filter_map(|event| event["delta"]["text"].as_str()).collect();
    assert_eq!(joined, &text[..20]);
    let kinds: Vec<_> = all
        .iter()
        .filter_map(|event| event["type"].as_str())
        .filter(|kind| *kind != "content_block_delta")
        .collect();
    let expected = [
        "message_start",
        "content_block_start",
        "ping",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ];
    assert_eq!(kinds, expected);
    assert_eq!(all[all.len() - 2]["delta"]["stop_reason"], "max_tokens");
    gateway.stop().await;
}

#[tokio::test]
async fn the_other_endpoints_answer_in_shape() {
    let folder = folder();
    let (gateway, key) = gateway_and_key(folder.path()).await;
    let models = json_of(gateway.get("/v1/models", &key.token).await).await;
    assert_eq!((&models["object"], &models["data"][0]["id"]), (&json!("list"), &json!("local/echo")));
    for path in ["/v1/models/local/echo", "/v1/models/local%2Fecho"] {
        assert_eq!(json_of(gateway.get(path, &key.token).await).await["type"], "model");
    }
    let body = json!({ "model": "local/echo", "input": ["a", "b"], "dimensions": 8 });
    let vectors = json_of(gateway.post("/v1/embeddings", &key.token, body).await).await;
    assert_eq!(vectors["data"][1]["embedding"].as_array().map(Vec::len), Some(8));
    assert_eq!(vectors["usage"], json!({ "prompt_tokens": 1, "total_tokens": 1 }));
    let body = json!({ "model": "local/echo", "system": "1234", "messages": [{ "role": "user", "content": "12345" }] });
    let count = json_of(gateway.post("/v1/messages/count_tokens", &key.token, body).await).await;
    assert_eq!(count, json!({ "input_tokens": 3 }));
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn embeddings_are_bounded_and_do_not_hold_up_other_calls() {
    let folder = folder();
    let (gateway, key) = gateway_and_key(folder.path()).await;
    let texts: Vec<String> = (0..2_048).map(|number| number.to_string()).collect();
    let body = |dimensions: usize| json!({ "model": "local/echo", "input": texts, "dimensions": dimensions });
    let refused = gateway.post("/v1/embeddings", &key.token, body(257)).await;
    assert_eq!(
        (refused.status().as_u16(), json_of(refused).await["error"]["param"].as_str()),
        (400, Some("dimensions"))
    );
    let vectors = json_of(gateway.post("/v1/embeddings", &key.token, body(256)).await).await;
    assert_eq!(vectors["data"].as_array().map(Vec::len), Some(2_048));
    assert_eq!(vectors["data"][2_047]["index"], 2_047);
    let one = json!({ "model": "local/echo", "input": "2047" });
    let one = json_of(gateway.post("/v1/embeddings", &key.token, one).await).await;
    assert_eq!(vectors["data"][2_047]["embedding"], one["data"][0]["embedding"]);
    // More of them than there are workers: a small call is answered long before they are.
    let large =
        futures_util::future::join_all((0..6).map(|_| gateway.post("/v1/embeddings", &key.token, body(256))));
    let small = async {
        let began = std::time::Instant::now();
        assert_eq!(gateway.get("/v1/models", &key.token).await.status(), 200);
        began.elapsed()
    };
    let (large, small) = tokio::join!(large, small);
    assert!(large.iter().all(|answer| answer.status() == 200));
    assert!(small.as_millis() < 500, "{small:?}");
    gateway.stop().await;
}

#[tokio::test]
async fn what_cannot_be_answered_names_what_is_wrong() {
    let folder = folder();
    let (gateway, key) = gateway_and_key(folder.path()).await;
    let hi = json!([{ "role": "user", "content": "Hi" }]);
    let cases = [
        ("/v1/chat/completions", json!({ "messages": hi }), 400, "model"),
        ("/v1/chat/completions", json!({ "model": 7, "messages": hi }), 400, "model"),
        ("/v1/chat/completions", json!({ "model": "gpt-4o", "messages": hi }), 404, "model"),
        ("/v1/chat/completions", json!({ "model": "../local/echo", "messages": hi }), 404, "model"),
        ("/v1/chat/completions", json!({ "model": "local/echo" }), 400, "messages"),
        ("/v1/chat/completions", json!({ "model": "local/echo", "messages": [] }), 400, "messages"),
        ("/v1/chat/completions", json!({ "model": "local/echo", "messages": ["Hi"] }), 400, "messages[0]"),
        (
            "/v1/chat/completions",
            json!({ "model": "local/echo", "messages": [{ "role": "system", "content": "x" }] }),
            400,
            "messages",
        ),
        (
            "/v1/chat/completions",
            json!({ "model": "local/echo", "messages": hi, "stream": "true" }),
            400,
            "stream",
        ),
        (
            "/v1/chat/completions",
            json!({ "model": "local/echo", "messages": hi, "max_tokens": -1 }),
            400,
            "max_tokens",
        ),
        (
            "/v1/chat/completions",
            json!({ "model": "local/echo", "messages": hi, "max_tokens": 1e308 }),
            400,
            "max_tokens",
        ),
        (
            "/v1/chat/completions",
            json!({ "model": "local/echo", "messages": hi, "n": 1_000_000_000 }),
            400,
            "n",
        ),
        ("/v1/messages", json!({ "model": "local/echo", "messages": hi }), 400, "max_tokens"),
        ("/v1/responses", json!({ "model": "local/echo" }), 400, "input"),
        (
            "/v1/responses",
            json!({ "model": "local/echo", "input": "x", "previous_response_id": "resp_1" }),
            400,
            "previous_response_id",
        ),
        ("/v1/embeddings", json!({ "model": "local/echo", "input": [] }), 400, "input"),
        (
            "/v1/embeddings",
            json!({ "model": "local/echo", "input": "x", "dimensions": 1_000_000 }),
            400,
            "dimensions",
        ),
    ];
    for (path, body, status, param) in cases {
        let note = format!("{path} {body}");
        let answer = gateway.post(path, &key.token, body).await;
        assert_eq!(answer.status(), status, "{note}");
        let error = json_of(answer).await;
        assert_eq!((error["success"].as_bool(), error["type"].as_str()), (Some(false), Some("error")));
        assert_eq!(error["error"]["param"], param, "{note}");
    }
    gateway.stop().await;
}
