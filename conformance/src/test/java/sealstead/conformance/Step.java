package sealstead.conformance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// One thing that a client does. Every step can be taken in every state, so that any part of a sequence is a sequence.
sealed interface Step {
    List<Integer> SIZES =
            List.of(0, 1, 100, 4096, 32_767, 65_479, 65_480, 65_481, 65_535, 65_536, 65_537, 131_000, 131_001, 200_000);
    List<String> KEYS = List.of("a", "a/b", "a/b/c", "b", "ü ö+%", "z/", "long/" + "k".repeat(300));
    int MIN_PART = 5 * 1024 * 1024;

    void take(ModelWorld world) throws IOException;

    static List<Step> sequence(Random dice, int count, List<Kind> kinds) {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < count; i++) {
            steps.add(one(dice, kinds));
        }
        return steps;
    }

    private static Step one(Random dice, List<Kind> kinds) {
        var key = KEYS.get(dice.nextInt(KEYS.size()));
        var other = KEYS.get(dice.nextInt(KEYS.size()));
        var kind = kinds.get(dice.nextInt(kinds.size()));
        int size = SIZES.get(dice.nextInt(SIZES.size()));
        int which = dice.nextInt(4);
        return switch (dice.nextInt(100)) {
            case 0 -> new Restart();
            case 1, 2 -> new Versioning(dice.nextBoolean());
            case 3, 4, 5 -> parts(dice, key, other, kind);
            case 6, 7, 8, 9, 10, 11, 12, 13, 14 -> new Delete(key);
            case 15, 16, 17, 18, 19, 20 -> new DeleteVersion(key, which);
            case 21, 22, 23, 24, 25, 26, 27, 28, 29, 30 -> new Copy(key, other, kind, which);
            case 31, 32, 33, 34 -> new ListAll(dice.nextBoolean() ? "/" : "", 1 + dice.nextInt(5));
            case 35, 36, 37 -> new PutIf(key, size, kind, dice.nextInt(), dice.nextBoolean());
            case 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62 ->
                new Put(key, size, kind, dice.nextInt());
            case 63, 64, 65, 66, 67 -> new Head(key);
            default -> {
                int at = dice.nextInt(8);
                yield new Range(
                        key,
                        which,
                        new int[] {0, 1, 65_479, 65_480, 65_536, 130_999, MIN_PART, 131_000}[at],
                        1 + dice.nextInt(140_000));
            }
        };
    }

    private static Step parts(Random dice, String key, String source, Kind kind) {
        var sizes = new ArrayList<Integer>();
        int full = dice.nextInt(3);
        for (int i = 0; i < full; i++) {
            sizes.add(MIN_PART + dice.nextInt(70_000));
        }
        sizes.add(SIZES.get(dice.nextInt(SIZES.size())));
        return new Multipart(key, kind, sizes, dice.nextBoolean() ? source : "", dice.nextInt());
    }

    record Put(String key, int bytes, Kind kind, int seed) implements Step {
        @Override
        public void take(ModelWorld world) {
            world.put(key, ModelWorld.noise(bytes, seed), kind);
        }
    }

    record PutIf(String key, int bytes, Kind kind, int seed, boolean absent) implements Step {
        @Override
        public void take(ModelWorld world) {
            world.putIf(key, ModelWorld.noise(bytes, seed), kind, absent);
        }
    }

    /// @param copied a key whose object is copied in as the first part, if it is large enough; else empty
    record Multipart(String key, Kind kind, List<Integer> sizes, String copied, int seed) implements Step {
        @Override
        public void take(ModelWorld world) {
            world.multipart(key, kind, sizes, copied, seed);
        }
    }

    record Copy(String from, String to, Kind kind, int version) implements Step {
        @Override
        public void take(ModelWorld world) {
            world.copy(from, to, kind, version);
        }
    }

    record Delete(String key) implements Step {
        @Override
        public void take(ModelWorld world) {
            world.delete(key);
        }
    }

    record DeleteVersion(String key, int version) implements Step {
        @Override
        public void take(ModelWorld world) {
            world.deleteVersion(key, version);
        }
    }

    record Head(String key) implements Step {
        @Override
        public void take(ModelWorld world) {
            world.head(key);
        }
    }

    record Range(String key, int version, int from, int bytes) implements Step {
        @Override
        public void take(ModelWorld world) {
            world.range(key, version, from, bytes);
        }
    }

    record ListAll(String delimiter, int page) implements Step {
        @Override
        public void take(ModelWorld world) {
            world.list(delimiter, page);
        }
    }

    record Versioning(boolean enabled) implements Step {
        @Override
        public void take(ModelWorld world) {
            world.version(enabled);
        }
    }

    record Restart() implements Step {
        @Override
        public void take(ModelWorld world) throws IOException {
            world.restart();
        }
    }

    /// Breaks the model on purpose.
    record ForgetInModel(String key) implements Step {
        @Override
        public void take(ModelWorld world) {
            world.forget(key);
        }
    }
}
