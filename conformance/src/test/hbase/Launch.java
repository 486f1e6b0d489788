import java.io.File;
import java.net.InetAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;

/// Starts [Cluster] in a class loader of its own. Among its jars is one that says that it resolves host names, and
/// cannot: the platform asks the class path for that, once.
final class Launch {
    private Launch() {}

    public static void main(String... arguments) throws Exception {
        InetAddress.getLocalHost();
        var places = new ArrayList<URL>();
        for (var place : arguments[0].split(File.pathSeparator)) {
            places.add(Path.of(place).toUri().toURL());
        }
        var loader = new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        loader.loadClass("Cluster").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
}
