package sealstead.junit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/// Starts a server before the first test of a class, and ends it behind the last. By [SealsteadTest], or by
/// `@ExtendWith`.
public final class SealsteadExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(SealsteadExtension.class);
    private static final String SERVER = "server";
    private static final String CLIENTS = "clients";

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!context.getRequiredTestClass().isAnnotationPresent(org.junit.jupiter.api.Nested.class)) {
            store(context).put(SERVER, IsolatedServer.start(settings(context)));
        }
    }

    private static Map<String, String> settings(ExtensionContext context) {
        var settings = new HashMap<String, String>();
        AnnotationSupport.findAnnotation(context.getRequiredTestClass(), SealsteadTest.class)
                .ifPresent(test -> {
                    for (var pair : test.value()) {
                        int equals = pair.indexOf('=');
                        if (equals < 1) {
                            throw new IllegalArgumentException("a setting is name=value, not " + pair);
                        }
                        settings.put(pair.substring(0, equals), pair.substring(equals + 1));
                    }
                });
        return settings;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        var store = store(context);
        if (context.getRequiredTestClass().isAnnotationPresent(org.junit.jupiter.api.Nested.class)) {
            return;
        }
        try {
            if (store.remove(CLIENTS) instanceof AwsClients clients) {
                clients.close();
            }
        } finally {
            if (store.remove(SERVER) instanceof IsolatedServer server) {
                server.close();
            }
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        var server = server(context);
        server.noFaults();
        for (var fault : faults(context)) {
            server.fault(
                    fault.api(),
                    fault.operation(),
                    fault.kind(),
                    Duration.ofMillis(fault.latencyMillis()),
                    fault.after(),
                    fault.times());
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        server(context).noFaults();
    }

    private static List<Fault> faults(ExtensionContext context) {
        var faults = new ArrayList<Fault>();
        faults.addAll(AnnotationSupport.findRepeatableAnnotations(context.getRequiredTestClass(), Fault.class));
        faults.addAll(AnnotationSupport.findRepeatableAnnotations(context.getRequiredTestMethod(), Fault.class));
        return faults;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == SealsteadServer.class || AwsClients.isClient(type);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        var server = server(context);
        if (type == SealsteadServer.class) {
            return server;
        }
        return clients(store(context), server).of(type);
    }

    private static synchronized AwsClients clients(ExtensionContext.Store store, SealsteadServer server) {
        if (store.get(CLIENTS) instanceof AwsClients there) {
            return there;
        }
        var clients = new AwsClients(server);
        store.put(CLIENTS, clients);
        return clients;
    }

    /// The same for a class and what is nested in it.
    private static ExtensionContext.Store store(ExtensionContext context) {
        var outermost = context;
        for (var each = context;
                each.getParent().isPresent();
                each = each.getParent().get()) {
            if (each.getTestClass().isPresent()) {
                outermost = each;
            }
        }
        return outermost.getStore(OURS);
    }

    private static SealsteadServer server(ExtensionContext context) {
        if (store(context).get(SERVER) instanceof SealsteadServer server) {
            return server;
        }
        throw new IllegalStateException("there is no server: is the class a @SealsteadTest?");
    }
}
