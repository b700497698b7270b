// Verifies a webhook (Standard Webhooks, v1). Java 11 or newer, nothing to install.

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class Verify {
    /**
     * True when {@code body}, the bytes as they came, was signed with {@code secret} (whsec_…) within {@code tolerance}.
     * {@code headers} has lower-case names.
     */
    public static boolean verify(String secret, Map<String, String> headers, byte[] body, Duration tolerance)
            throws GeneralSecurityException {
        String id = headers.getOrDefault("webhook-id", "");
        String timestamp = headers.getOrDefault("webhook-timestamp", "");
        if (id.isEmpty() || !timestamp.matches("[0-9]{1,12}")) return false;
        Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
        if (Duration.between(sent, Instant.now()).abs().compareTo(tolerance) > 0) return false;

        byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        byte[] expected = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes(StandardCharsets.UTF_8);
        for (String candidate : headers.getOrDefault("webhook-signature", "").split(" ")) {
            if (MessageDigest.isEqual(expected, candidate.getBytes(StandardCharsets.UTF_8))) return true;
        }
        return false;
    }

    // java Verify.java SECRET ID TIMESTAMP SIGNATURE < body
    public static void main(String[] arguments) throws Exception {
        Map<String, String> headers = Map.of("webhook-id", arguments[1], "webhook-timestamp", arguments[2],
                "webhook-signature", arguments[3]);
        boolean valid = verify(arguments[0], headers, System.in.readAllBytes(), Duration.ofMinutes(5));
        System.exit(valid ? 0 : 1);
    }
}
