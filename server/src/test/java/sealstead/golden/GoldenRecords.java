package sealstead.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Records of a package that have a frozen file each. It is made once and never again: a record that changes gets
/// another file beside the old one, whose record is then only read.
public interface GoldenRecords {
    List<GoldenRecord<?>> records();

    @TestFactory
    default Stream<DynamicTest> a_frozen_record_is_read_with_every_field() {
        return records().stream().map(record -> DynamicTest.dynamicTest(record.file(), () -> checkRead(record)));
    }

    @TestFactory
    default Stream<DynamicTest> what_is_written_today_are_the_frozen_bytes() {
        return records().stream()
                .map(record -> DynamicTest.dynamicTest(
                        record.file(),
                        () -> assertThat(GoldenFile.lines(record.written()))
                                .isEqualTo(GoldenFile.lines(GoldenFile.of(record.file(), record::written)))));
    }

    private static <T> void checkRead(GoldenRecord<T> record) {
        var read = record.read(GoldenFile.of(record.file(), record::written));
        assertThat(read).usingRecursiveComparison().withStrictTypeChecking().isEqualTo(record.value());
    }
}
