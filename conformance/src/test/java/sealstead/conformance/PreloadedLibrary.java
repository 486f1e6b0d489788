package sealstead.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;

/// A library of `src/test/native` that is preloaded into a server. Where there is no C compiler, tests that need
/// one are left out, by name.
final class PreloadedLibrary {
    private PreloadedLibrary() {}

    /// @param name of the C file, without its ending
    /// @param folder where the library is made
    static Path compile(String name, Path folder) throws IOException, InterruptedException {
        var library = folder.resolve(name + ".so");
        var source = Path.of("src/test/native", name + ".c").toAbsolutePath().toString();
        boolean compiled;
        try {
            compiled = new ProcessBuilder("cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source, "-ldl")
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noCompiler) {
            compiled = false;
        }
        assumeTrue(compiled, "left out: no C compiler makes a library that can be preloaded here");
        return library;
    }
}
