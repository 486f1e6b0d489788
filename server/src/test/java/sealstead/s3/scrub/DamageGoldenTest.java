package sealstead.s3.scrub;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;

final class DamageGoldenTest implements GoldenRecords {
    private static final Instant TIME = Instant.ofEpochMilli(1_795_000_000_123L);
    private static final FoundDamage.Damage FOUND = new FoundDamage.Damage(
            Scrub.Kind.CIPHERTEXT,
            "a1a2/key/0123",
            "frozen/key version 0123",
            "the ciphertext did not verify",
            TIME,
            new Scrub.Options(Optional.of("a1a2a3a4a5a6a7a8"), true, true, 100, 0));

    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(
                GoldenRecord.of("damage", FOUND, FoundDamage::write, FoundDamage::readNamed),
                new GoldenRecord<>(
                        "damage",
                        "unnamed",
                        new FoundDamage.Unnamed(17, new Scrub.Options(Optional.of("a1"), true, true, 100, 0)),
                        FoundDamage::write,
                        FoundDamage::readUnnamed));
    }
}
