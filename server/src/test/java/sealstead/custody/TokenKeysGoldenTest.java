package sealstead.custody;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import sealstead.crypto.SecretBytes;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;

final class TokenKeysGoldenTest implements GoldenRecords {
    @Override
    public List<GoldenRecord<?>> records() {
        var secret = SecretBytes.copyOf("a token key of thirty-two bytes.".getBytes(StandardCharsets.US_ASCII));
        var keys =
                List.of(new TokenKeys.TokenKey("0102030405060708", Instant.ofEpochMilli(1_795_000_000_123L), secret));
        return List.of(GoldenRecord.of("token-keys", keys, TokenKeys::write, TokenKeys::read));
    }
}
