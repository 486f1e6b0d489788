package sealstead.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.admin.RootKeyPages.Rotated;
import sealstead.admin.RootKeyPages.State;
import sealstead.crypto.KeyTree;
import sealstead.crypto.RootKeyFile;
import sealstead.crypto.SecretBytes;
import sealstead.custody.StoreKey;
import sealstead.store.StoreKeyPlace;

/// Puts another root key in the place of the one there is, while the server serves: only the store key is
/// sealed anew.
///
/// The root key file says which root key holds, at any moment, and the store key opens with that: first the new
/// root key lies durable beside the old one, then the store key is under both, then the new file takes the old
/// one's name, and last the store key is under the new one alone. Whatever is interrupted, the next start
/// settles it by what the root key file says then.
final class RootKeyRotation {
    private static final Logger LOG = LoggerFactory.getLogger(RootKeyRotation.class);
    private static final int KEY_BYTES = 32;
    private static final String NEXT = ".next";
    private static final String RETIRED = ".retired-";

    private final Config config;
    private final StoreKeyPlace data;
    private final StoreKey key;
    private final SecureRandom random;
    private final Consumer<Step> done;
    private final Semaphore turn = new Semaphore(1);

    /// What has been done of a rotation.
    enum Step {
        NEXT_WRITTEN,
        UNDER_BOTH,
        OLD_KEPT,
        REPLACED,
        UNDER_NEXT
    }

    /// @param done hears of every step
    RootKeyRotation(Config config, StoreKeyPlace data, StoreKey key, SecureRandom random, Consumer<Step> done) {
        this.config = config;
        this.data = data;
        this.key = key;
        this.random = random;
        this.done = done;
    }

    /// @param dropShares although the shares of a recovery key open nothing any more then
    /// @throws IllegalArgumentException if there are shares, and they may not; or while another rotation is
    ///     under way, which whoever asks does not know of
    Rotated rotate(boolean dropShares) throws IOException {
        if (!turn.tryAcquire()) {
            throw new IllegalArgumentException(
                    "another rotation of the root key is under way: see what it made (sealstead root-key show)");
        }
        try {
            return rotateAlone(dropShares);
        } finally {
            turn.release();
        }
    }

    private synchronized Rotated rotateAlone(boolean dropShares) throws IOException {
        if (Files.exists(config.recoveryFile()) && !dropShares) {
            throw new IllegalArgumentException("the root key has shares (" + config.recoveryFile()
                    + "), which do not give the next one: --drop-shares goes on; split anew afterwards"
                    + " (sealstead recovery-key split)");
        }
        var previous = key.rootKeyId();
        if (!fileId().equals(previous)) {
            throw new IllegalArgumentException("the root key file " + config.rootKeyFile() + " holds root key "
                    + fileId() + ", but this server runs with " + previous);
        }
        settle();
        var file = config.rootKeyFile().toRealPath();
        var next = beside(file, NEXT);
        var retired = beside(file, RETIRED + previous);
        try (var root = SecretBytes.random(random, KEY_BYTES)) {
            try {
                RootKeyFile.write(next, root, config.text(Setting.PASSPHRASE), random);
                done.accept(Step.NEXT_WRITTEN);
                data.putStoreKey(key.textUnder(root, random));
                done.accept(Step.UNDER_BOTH);
                Files.createLink(retired, file);
                done.accept(Step.OLD_KEPT);
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
                sync(file);
            } catch (IOException failed) {
                throw afterFailure(failed, root);
            }
            done.accept(Step.REPLACED);
            key.moveTo(root.copy());
        }
        settle();
        done.accept(Step.UNDER_NEXT);
        LOG.info("root key {} has taken the place of {}", key.rootKeyId(), previous);
        return new Rotated(previous, retired.toString(), state());
    }

    private String fileId() throws IOException {
        try (var root = RootKeyFile.read(config.rootKeyFile(), config.text(Setting.PASSPHRASE))) {
            return KeyTree.id(root);
        }
    }

    /// If the new file has the old one's name, but perhaps not for good, the store key stays under both until
    /// the next start.
    private IOException afterFailure(IOException failed, SecretBytes next) {
        try {
            if (fileId().equals(KeyTree.id(next))) {
                key.moveTo(next.copy());
            } else {
                settle();
            }
        } catch (IOException again) {
            failed.addSuppressed(again);
        }
        return failed;
    }

    /// Makes everything agree with the root key that holds, which the root key file has: the store key is under
    /// that one alone, in whole copies, and what a rotation that was interrupted has left is gone.
    synchronized void settle() throws IOException {
        var file = config.rootKeyFile().toRealPath();
        sync(file);
        if (!key.isSettled(data.storeKeys())) {
            var text = key.text(random);
            if (text.isPresent()) {
                data.putStoreKey(text.get());
                LOG.info("the store key was written anew, under root key {}", key.rootKeyId());
            }
        }
        Files.deleteIfExists(beside(file, NEXT));
        Files.deleteIfExists(beside(file, RETIRED + key.rootKeyId()));
        if (Recovery.retire(config.recoveryFile(), key.rootKeyId())) {
            LOG.warn(
                    "the shares of the recovery key give a root key that was rotated out; root key {} has none",
                    key.rootKeyId());
        }
    }

    /// The same for a server that starts: what cannot be written then does not keep it from serving, as the
    /// store key opens all the same.
    void settleAtStart() {
        try {
            settle();
        } catch (IOException later) {
            LOG.warn("the store key or the root key's folder cannot be written: {}", later.getMessage());
        }
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static void sync(Path file) throws IOException {
        try (var channel = FileChannel.open(Objects.requireNonNull(file.getParent()), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    State state() throws IOException {
        var copies = data.storeKeys();
        List<String> under = copies.isEmpty() ? List.of() : new ArrayList<>(StoreKey.rootKeys(copies, data.place()));
        return new State(
                key.rootKeyId(),
                config.rootKeyFile().toString(),
                key.id(),
                key.isRootKey(),
                under,
                Files.exists(config.recoveryFile()));
    }
}
