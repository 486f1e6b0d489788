package sealstead.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// docs/administration.md is made from the rows; `-Dsealstead.docs=write` writes it anew.
final class AdministrationPageTest {
    private static final Path PAGE = Path.of("../docs/administration.md");

    private static String who(AdminOperation.Access access) {
        return switch (access) {
            case READ -> "a policy, or a token";
            case CHANGE -> "a policy";
            case MACHINE -> "the root key only";
        };
    }

    @Test
    void the_page_says_what_the_rows_say() throws IOException {
        var page = new StringBuilder("""
                # Administration

                This page is made from `sealstead.admin.AdminOperation`. How these are asked is in [operations](operations.md): by identity
                (SigV4 for the service `sealstead`; the action on `*` in a policy of the first account), by a token, or as the holder of
                the root key, who may ask for all of them. The audit trail tells of all that no token opens. The commands that ask them, and
                what their exit statuses mean, are in [commands](commands.md).

                | action | request | opened by |
                |---|---|---|
                """);
        for (var operation : AdminOperation.values()) {
            page.append("| `%s` | `%s /_sealstead/admin/%s` | %s |\n"
                    .formatted(operation.action(), operation.method(), operation.path(), who(operation.access())));
        }
        if ("write".equals(System.getProperty("sealstead.docs"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
    }
}
