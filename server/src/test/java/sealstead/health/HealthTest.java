package sealstead.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HealthTest {
    private final Health health = new Health();

    @Test
    void a_server_that_has_not_begun_to_serve_has_a_fault() {
        assertThat(health.of(Part.SERVER))
                .hasValueSatisfying(fault -> assertThat(fault.severity()).isEqualTo(Health.Severity.FAILED));
    }

    @Test
    void faults_of_different_parts_stand_beside_each_other() {
        health.failed(Part.STORE, "the log cannot be synced");
        health.degraded(Part.AUDIT, "7 events were lost");
        health.well(Part.SERVER);
        health.well(Part.STORE);
        assertThat(health.faults()).containsOnlyKeys(Part.AUDIT);
        assertThat(health.of(Part.STORE)).isEmpty();
    }

    @Test
    void a_part_has_the_fault_that_was_told_last() {
        health.degraded(Part.DISK, "little room");
        health.failed(Part.DISK, "no room");
        assertThat(health.of(Part.DISK)).contains(new Health.Fault(Health.Severity.FAILED, "no room"));
    }
}
