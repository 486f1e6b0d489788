package sealstead.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/// Against a given [Endpoint]: leaves out what is [Inside], and tells at the end how many tests of each class
/// ran, passed, failed and were left out, and why; on standard output and in `target/any-endpoint.md`.
public final class Results
        implements ExecutionCondition,
                BeforeAllCallback,
                AfterAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                LifecycleMethodExecutionExceptionHandler,
                InvocationInterceptor,
                TestWatcher {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Results.class);

    // The JDK looks for LocalhostNames once, at the first name that is asked for, and with the class loader of
    // whatever thread asks: one of an engine's jars does not see it, and no test of that process would find its
    // names.
    static {
        try {
            var _ = InetAddress.getAllByName("names.localhost");
        } catch (UnknownHostException notFound) {
            throw new UncheckedIOException(notFound);
        }
    }

    /// What became of a class's tests.
    private static final class Row {
        private int askedBefore;
        private boolean asks;
        private boolean leftOutAsAWhole;
        private int passed;
        private int failed;
        private final Map<String, Integer> leftOut = new TreeMap<>();

        private void leaveOut(String why, int tests) {
            leftOut.merge(why, tests, Integer::sum);
        }

        private int leftOut() {
            return leftOut.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /// All classes' rows, told when the last of them has ended.
    private static final class Table implements AutoCloseable {
        private final Map<String, Row> rows = new TreeMap<>();

        private synchronized Row row(Class<?> test) {
            return rows.computeIfAbsent(test.getSimpleName(), any -> new Row());
        }

        @Override
        public synchronized void close() {
            var text = new StringBuilder(
                    "| class | ran | passed | failed | left out | needs |\n|---|---|---|---|---|---|\n");
            int passed = 0;
            int failed = 0;
            int leftOut = 0;
            for (var named : rows.entrySet()) {
                var row = named.getValue();
                if (!row.asks && row.failed == 0) {
                    // What asks no server says nothing about this one.
                    row.leaveOut("no endpoint", row.passed);
                    row.passed = 0;
                }
                line(text, named.getKey(), row.passed, row.failed, row.leftOut(), needs(row));
                passed += row.passed;
                failed += row.failed;
                leftOut += row.leftOut();
            }
            line(text, "all " + rows.size(), passed, failed, leftOut, "");
            System.out.print(text);
            try {
                var file = Path.of("target", "any-endpoint.md");
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, text);
            } catch (IOException unwritable) {
                throw new UncheckedIOException(unwritable);
            }
        }

        private static void line(StringBuilder to, String name, int passed, int failed, int leftOut, String needs) {
            to.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %d | %s |%n",
                    name,
                    passed + failed,
                    passed,
                    failed,
                    leftOut,
                    needs));
        }

        private static String needs(Row row) {
            return row.leftOut.entrySet().stream()
                    .filter(why -> why.getValue() > 0)
                    .map(why -> why.getKey() + " (" + why.getValue() + ")")
                    .collect(Collectors.joining(", "));
        }
    }

    private static Row row(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Table.class, any -> new Table(), Table.class)
                .row(testClass(context));
    }

    /// The context of a dynamic test has none itself.
    private static Class<?> testClass(ExtensionContext context) {
        return context.getTestClass()
                .orElseGet(() -> testClass(context.getParent().orElseThrow()));
    }

    private static int tests(Class<?> test) {
        return (int) Arrays.stream(test.getDeclaredMethods())
                .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                .count();
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        var inside = context.getElement().flatMap(element -> AnnotationSupport.findAnnotation(element, Inside.class));
        if (!Endpoint.isGiven() || inside.isEmpty()) {
            return ConditionEvaluationResult.enabled("");
        }
        var why = inside.get().value();
        if (context.getTestMethod().isEmpty()) {
            row(context).leaveOut(why, tests(context.getRequiredTestClass()));
        }
        return ConditionEvaluationResult.disabled(why);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (Endpoint.isGiven()) {
            Endpoint.setRunning(context.getRequiredTestClass());
            row(context).askedBefore = Endpoint.asked();
            Endpoint.setServers(0); // a class that was left out before it had all may not have closed what it had
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (Endpoint.isGiven()) {
            var row = row(context);
            row.asks = Endpoint.asked() > row.askedBefore;
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put("servers", Endpoint.servers());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Endpoint.setServers(context.getStore(NAMESPACE).getOrDefault("servers", Integer.class, 0));
    }

    /// What was not begun cannot be ended.
    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        if (!Endpoint.isGiven() || !row(context).leftOutAsAWhole) {
            throw thrown;
        }
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        boolean leftOut = context.getExecutionException()
                .filter(TestAbortedException.class::isInstance)
                .isPresent();
        if (!Endpoint.isGiven() || !leftOut) {
            throw thrown;
        }
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        notBegun(context, thrown);
        throw thrown;
    }

    /// A class ended before its first test.
    static void notBegun(ExtensionContext context, Throwable thrown) {
        if (Endpoint.isGiven()) {
            int tests = tests(context.getRequiredTestClass());
            if (thrown instanceof TestAbortedException) {
                row(context).leaveOut(String.valueOf(thrown.getMessage()), tests);
                row(context).leftOutAsAWhole = true;
            } else {
                row(context).failed += tests;
            }
        }
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext dynamic, ExtensionContext context)
            throws Throwable {
        try {
            invocation.proceed();
            passed(context);
        } catch (Throwable thrown) {
            ended(context, thrown);
            throw thrown;
        }
    }

    private static void passed(ExtensionContext context) {
        if (Endpoint.isGiven()) {
            row(context).passed++;
        }
    }

    private static void ended(ExtensionContext context, Throwable thrown) {
        if (Endpoint.isGiven() && thrown instanceof TestAbortedException) {
            row(context).leaveOut(String.valueOf(thrown.getMessage()), 1);
        } else if (Endpoint.isGiven()) {
            row(context).failed++;
        }
    }

    /// A factory is as many tests as it makes.
    private static boolean isFactory(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), TestFactory.class);
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        if (!isFactory(context)) {
            passed(context);
        }
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        ended(context, cause == null ? new AssertionError() : cause);
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        ended(context, cause == null ? new TestAbortedException("") : cause);
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        if (Endpoint.isGiven()) {
            row(context).leaveOut(reason.orElse(""), 1);
        }
    }
}
