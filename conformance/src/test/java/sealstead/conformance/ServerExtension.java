package sealstead.conformance;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import sealstead.server.Setting;
import software.amazon.awssdk.services.kms.KmsClient;

/// Starts what fields marked [Server] and [Client] are to have: each server field one of its own.
final class ServerExtension implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(ServerExtension.class);

    /// What was started, the last of it first.
    private static final class Started {
        private final Deque<AutoCloseable> all = new ArrayDeque<>();

        private <T extends AutoCloseable> T add(T one) {
            all.push(one);
            return one;
        }

        private void close() throws Exception {
            var first = all.pollLast();
            if (first != null) {
                try {
                    close();
                } finally {
                    first.close();
                }
            }
        }
    }

    private static List<Field> fields(Class<?> of, Class<? extends Annotation> marked, boolean ofClass) {
        return AnnotationSupport.findAnnotatedFields(
                of, marked, field -> ModifierSupport.isStatic(field) == ofClass, HierarchyTraversalMode.TOP_DOWN);
    }

    private static LocalServer server(Field field) {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        for (var each : field.getAnnotation(Server.class).value()) {
            settings.put(each.setting(), each.value());
        }
        return new LocalServer(settings);
    }

    private static AutoCloseable client(LocalServer of, Field field) {
        if (field.getType() == KmsClient.class) {
            return of.kms();
        }
        return switch (field.getAnnotation(Client.class).of()) {
            case OVERLAID -> of.s3();
            case PLAIN -> of.plainS3();
            case DIRECTORY -> DirectoryBuckets.client(of);
        };
    }

    private static void set(Field field, @Nullable Object of, Object value) throws IllegalAccessException {
        field.setAccessible(true);
        field.set(of, value);
    }

    private static void start(ExtensionContext context, Class<?> test, @Nullable Object instance) throws Exception {
        boolean ofClass = instance == null;
        var servers = fields(test, Server.class, ofClass);
        var clients = fields(test, Client.class, ofClass);
        if (servers.isEmpty() && clients.isEmpty()) {
            return;
        }
        var started = new Started();
        context.getStore(NAMESPACE).put("started", started);
        var named = new LinkedHashMap<String, LocalServer>();
        for (var field : servers) {
            var server = started.add(server(field));
            named.put(field.getName(), server);
            set(field, instance, server);
        }
        if (servers.isEmpty()) {
            named.put("", started.add(new LocalServer()));
        }
        for (var field : clients) {
            var of = field.getAnnotation(Client.class).server();
            var server = of.isEmpty() && named.size() == 1
                    ? named.firstEntry().getValue()
                    : Objects.requireNonNull(named.get(of), "whose client is " + field.getName() + "?");
            set(field, instance, started.add(client(server, field)));
        }
    }

    private static void close(ExtensionContext context) throws Exception {
        var started = context.getStore(NAMESPACE).remove("started", Started.class);
        if (started != null) {
            started.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        try {
            start(context, context.getRequiredTestClass(), null);
        } catch (Exception | Error thrown) {
            Results.notBegun(context, thrown);
            throw thrown;
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        for (var instance : context.getRequiredTestInstances().getAllInstances()) {
            start(context, instance.getClass(), instance);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        close(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        close(context);
    }
}
