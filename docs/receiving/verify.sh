#!/bin/bash
# Verifies a webhook (Standard Webhooks, v1) with OpenSSL; for scripts and for a look by hand.
#   verify.sh SECRET ID TIMESTAMP SIGNATURE < body
set -euo pipefail

# Exit status 0 when standard input, the bytes as they came, was signed with secret $1 (whsec_…) within five minutes;
# $2, $3 and $4 are the headers webhook-id, webhook-timestamp and webhook-signature.
verify() {
    local key age expected candidate
    local -a candidates
    [[ -n $2 && $3 =~ ^[0-9]{1,12}$ ]] || return 1
    age=$(($(date +%s) - 10#$3))
    ((age <= 300 && age >= -300)) || return 1
    key=$(printf %s "${1#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')
    expected=$( (printf '%s.%s.' "$2" "$3" && cat) |
        openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)
    read -r -a candidates <<< "$4"
    for candidate in "${candidates[@]}"; do
        [[ $candidate == "v1,$expected" ]] && return 0
    done
    return 1
}

verify "$@"
