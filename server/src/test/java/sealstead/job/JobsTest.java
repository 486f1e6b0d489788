package sealstead.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Background jobs stand alone.
@Tag("drill")
final class JobsTest {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    private static Job.Work failing(String kind) {
        return progress -> {
            switch (kind) {
                case "IOException" -> throw new IOException("a blob cannot be deleted");
                case "RuntimeException" -> throw new IllegalStateException("a document is damaged");
                case "OutOfMemoryError" -> throw new OutOfMemoryError("no room for a list");
                case "StackOverflowError" -> throw new StackOverflowError();
                default -> throw new IllegalArgumentException(kind);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"IOException", "RuntimeException", "OutOfMemoryError", "StackOverflowError"})
    void whichever_job_fails_the_others_have_their_turn(String kind) {
        for (var failing : NAMES) {
            var ran = new ArrayList<String>();
            try (var jobs = new Jobs(InstantSource.system())) {
                for (var name : NAMES) {
                    jobs.add(name, NEVER, "things", name.equals(failing) ? failing(kind) : progress -> ran.add(name));
                }
                assertThatThrownBy(jobs::runAll).hasMessage("job " + failing + " failed");
                assertThat(ran)
                        .containsExactlyElementsOf(NAMES.stream()
                                .filter(name -> !name.equals(failing))
                                .toList());
                assertThat(jobs.states()).extracting(Job.State::name).containsExactlyElementsOf(NAMES);
                for (var state : jobs.states()) {
                    assertThat(state.failures()).isEqualTo(state.name().equals(failing) ? 1 : 0);
                    assertThat(state.lastFailure().isEmpty())
                            .isNotEqualTo(state.name().equals(failing));
                    assertThat(state.runs()).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void a_job_that_failed_by_itself_comes_again() throws InterruptedException {
        var turns = new CountDownLatch(3);
        try (var jobs = new Jobs(InstantSource.system())) {
            jobs.add("failing", Duration.ofMillis(1), () -> {
                turns.countDown();
                throw new OutOfMemoryError("again");
            });
            jobs.start();
            turns.await();
        }
        assertThat(turns.getCount()).isZero();
    }

    @Test
    void failures_in_a_row_are_counted_until_a_turn_goes_well() throws IOException {
        var fails = new java.util.concurrent.atomic.AtomicBoolean(true);
        try (var jobs = new Jobs(InstantSource.system())) {
            jobs.add("now and then", NEVER, () -> {
                if (fails.get()) {
                    throw new IOException("again");
                }
            });
            for (int turn = 1; turn <= 3; turn++) {
                assertThatThrownBy(jobs::runAll).hasMessage("job now and then failed");
                assertThat(jobs.states().getFirst().failedInARow()).isEqualTo(turn);
            }
            fails.set(false);
            jobs.runAll();
            assertThat(jobs.states().getFirst().failedInARow()).isZero();
            assertThat(jobs.states().getFirst().failures()).isEqualTo(3);
        }
    }

    @Test
    void a_job_that_hangs_holds_up_no_other_and_is_seen_to_run() throws InterruptedException {
        var hanging = new CountDownLatch(1);
        var others = new CountDownLatch(3);
        try (var jobs = new Jobs(InstantSource.system())) {
            jobs.add("hanging", Duration.ofMillis(1), "things", progress -> {
                progress.did(7);
                hanging.countDown();
                Thread.sleep(Duration.ofDays(1));
            });
            jobs.add("other", Duration.ofMillis(1), () -> others.countDown());
            jobs.start();
            hanging.await();
            others.await();
            var state = jobs.states().getFirst();
            assertThat(state.running()).isPresent();
            assertThat(state.progress()).isEqualTo(7);
        }
    }

    @Test
    void a_stop_ends_a_turn_that_waits() throws InterruptedException {
        var waiting = new CountDownLatch(1);
        var jobs = new Jobs(InstantSource.system());
        jobs.add("waiting", Duration.ofMillis(1), () -> {
            waiting.countDown();
            new CountDownLatch(1).await();
        });
        jobs.start();
        waiting.await();
        jobs.close();
        assertThat(jobs.states().getFirst().running()).isEmpty();
    }
}
