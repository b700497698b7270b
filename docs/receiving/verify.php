<?php
// Verifies a webhook (Standard Webhooks, v1). PHP 7.4 or newer, nothing to install.

declare(strict_types=1);

/**
 * True when $body, the bytes as they came (file_get_contents('php://input')), was signed with $secret (whsec_…)
 * within $tolerance seconds. $headers has lower-case names: array_change_key_case(getallheaders()).
 */
function verify(string $secret, array $headers, string $body, int $tolerance = 300): bool
{
    $id = $headers['webhook-id'] ?? '';
    $timestamp = $headers['webhook-timestamp'] ?? '';
    $signatures = $headers['webhook-signature'] ?? '';
    if ($id === '' || preg_match('/^[0-9]+$/D', $timestamp) !== 1) {
        return false;
    }
    if (abs(time() - (int) $timestamp) > $tolerance) {
        return false;
    }
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
    if ($key === false || $key === '') {
        return false;
    }
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    foreach (explode(' ', $signatures) as $candidate) {
        if (hash_equals($expected, $candidate)) {
            return true;
        }
    }
    return false;
}

// php verify.php SECRET ID TIMESTAMP SIGNATURE < body
if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    [, $secret, $id, $timestamp, $signature] = $argv;
    $headers = ['webhook-id' => $id, 'webhook-timestamp' => $timestamp, 'webhook-signature' => $signature];
    exit(verify($secret, $headers, stream_get_contents(STDIN)) ? 0 : 1);
}
