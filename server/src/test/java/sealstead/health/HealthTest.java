package sealstead.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HealthTest {
    private final Health health = new Health();

    @Test
    void a_server_that_has_not_begun_to_serve_has_a_fault() {
        assertThat(health.of(ServerPart.SERVER))
                .hasValueSatisfying(fault -> assertThat(fault.severity()).isEqualTo(Health.Severity.FAILED));
    }

    @Test
    void faults_of_different_parts_stand_beside_each_other() {
        health.failed(ServerPart.STORE, "the log cannot be synced");
        health.degraded(ServerPart.AUDIT, "7 events were lost");
        health.well(ServerPart.SERVER);
        health.well(ServerPart.STORE);
        assertThat(health.faults()).containsOnlyKeys(ServerPart.AUDIT);
        assertThat(health.of(ServerPart.STORE)).isEmpty();
    }

    @Test
    void a_part_has_the_fault_that_was_told_last() {
        health.degraded(ServerPart.DISK, "little room");
        health.failed(ServerPart.DISK, "no room");
        assertThat(health.of(ServerPart.DISK)).contains(new Health.Fault(Health.Severity.FAILED, "no room"));
    }
}
