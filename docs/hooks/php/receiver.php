<?php

function secret(): string
{
    $secret = (string) getenv("HOOK_SECRET");
    return strlen($secret) >= 32 ? $secret : throw new RuntimeException("HOOK_SECRET is too short");
}

function signed(string $body): bool
{
    $timestamp = $_SERVER["HTTP_AUTHGEAR_MIGRATION_TIMESTAMP"] ?? "";
    $message = "v1\n{$_SERVER["REQUEST_METHOD"]}\n{$_SERVER["REQUEST_URI"]}\n$timestamp\n$body";
    $expected = "v1=" . hash_hmac("sha256", $message, secret());
    $given = $_SERVER["HTTP_AUTHGEAR_MIGRATION_SIGNATURE"] ?? "";
    return hash_equals($expected, $given) && abs(time() - (int) $timestamp) <= 300;
}

/** Yours. Here: a file for each session, its name the hash of the token or cookie, its content the answer. */
function whose_session(array $credential, string $purpose): string
{
    $file = getenv("HOOK_SESSIONS") . "/" . hash("sha256", $credential["token"] ?? $credential["cookie"]);
    return is_file($file) ? file_get_contents($file) : '{"active": false}';
}

$body = file_get_contents("php://input");
header("Content-Type: application/json");
if (signed($body)) {
    $asked = json_decode($body, true, 8, JSON_THROW_ON_ERROR);
    echo whose_session($asked["credential"], $asked["purpose"]);
} else {
    http_response_code(401);
}
