// Verifies a webhook (Standard Webhooks, v1). Go 1.19 or newer, standard library only.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// Verify tells whether body, the bytes as they came, was signed with secret (whsec_…) within tolerance.
func Verify(secret string, header http.Header, body []byte, tolerance time.Duration) bool {
	id, timestamp := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if id == "" || err != nil {
		return false
	}
	if age := time.Since(time.Unix(seconds, 0)); age > tolerance || age < -tolerance {
		return false
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) == 0 {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	expected := mac.Sum(nil)
	for _, entry := range strings.Split(header.Get("webhook-signature"), " ") {
		version, encoded, _ := strings.Cut(entry, ",")
		candidate, err := base64.StdEncoding.DecodeString(encoded)
		if version == "v1" && err == nil && hmac.Equal(candidate, expected) {
			return true
		}
	}
	return false
}

// go run verify.go SECRET ID TIMESTAMP SIGNATURE < body
func main() {
	header := http.Header{}
	header.Set("webhook-id", os.Args[2])
	header.Set("webhook-timestamp", os.Args[3])
	header.Set("webhook-signature", os.Args[4])
	body, err := io.ReadAll(os.Stdin)
	if err != nil || !Verify(os.Args[1], header, body, 5*time.Minute) {
		os.Exit(1)
	}
}
