package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;

/// An account's buckets are found without a look at anybody else's, and all of them.
final class OwnBucketsTest {
    private static List<String> listed(S3Client s3, String prefix, int most) {
        var names = new ArrayList<String>();
        s3.listBucketsPaginator(b -> b.prefix(prefix).maxBuckets(most)).buckets().stream()
                .map(Bucket::name)
                .forEach(names::add);
        return names;
    }

    @Test
    void what_is_made_and_deleted_is_listed_before_and_after_there_are_rows() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        try (var server = new LocalServer()) {
            var other = new People(server).account("444455556666");
            var mine = new TreeSet<String>();
            var theirs = new TreeSet<String>();
            for (int round = 0; round < 4; round++) {
                try (var s3 = server.s3();
                        var their = other.s3();
                        var express = DirectoryBuckets.client(server)) {
                    for (int i = 0; i < 12; i++) {
                        var name = List.of("a", "ab", "b").get(random.nextInt(3)) + "-bucket-" + random.nextInt(20);
                        boolean own = random.nextBoolean();
                        var names = own ? mine : theirs;
                        var client = own ? s3 : their;
                        if (names.remove(name)) {
                            client.deleteBucket(b -> b.bucket(name));
                        } else if (!mine.contains(name) && !theirs.contains(name)) {
                            client.createBucket(b -> b.bucket(name));
                            names.add(name);
                        }
                    }
                    DirectoryBuckets.create(express, "directory-" + round);
                    for (var prefix : List.of("", "a", "ab-", "b-bucket-1", "c")) {
                        for (int most : new int[] {1, 3, 1000}) {
                            var wanted = mine.stream()
                                    .filter(name -> name.startsWith(prefix))
                                    .toList();
                            assertThat(listed(s3, prefix, most)).isEqualTo(wanted);
                        }
                    }
                    assertThat(listed(their, "", 2)).isEqualTo(List.copyOf(theirs));
                    assertThat(express.listDirectoryBuckets(b -> {}).buckets()).hasSize(round + 1);
                }
                if (round == 1) {
                    server.server().maintainNow();
                } else {
                    server.restart();
                }
            }
        }
    }
}
