package sealstead.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sealstead.iam.policy.Conditions;

/// The condition keys of one operation.
final class OperationConditionsTest {
    private static final Conditions GLOBAL = key -> key.startsWith("aws:") ? List.of("global") : List.of();

    @Test
    void those_of_the_operation_stand_before_the_global_ones() {
        var conditions = new OperationConditions()
                .with("aws:SourceIp", "own")
                .with("iam:PolicyARN", List.of("a", "b"))
                .over(GLOBAL);
        assertThat(conditions.values("aws:sourceip")).containsExactly("own");
        assertThat(conditions.values("iam:policyarn")).containsExactly("a", "b");
        assertThat(conditions.values("aws:currenttime")).containsExactly("global");
        assertThat(conditions.values("iam:resourcetag/x")).isEmpty();
    }

    @Test
    void tags_answer_by_their_names_as_they_are_spelled() {
        var conditions = new OperationConditions()
                .requestTags(Map.of("Team", "blue"))
                .resourceTags("iam", Map.of("Team", "red"))
                .over(GLOBAL);
        assertThat(conditions.values("aws:requesttag/Team")).containsExactly("blue");
        assertThat(conditions.values("aws:resourcetag/Team")).containsExactly("red");
        assertThat(conditions.values("iam:resourcetag/Team")).containsExactly("red");
        assertThat(conditions.values("aws:tagkeys")).containsExactly("Team");
    }
}
