package sealstead.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The cipher of one stream: its segment key, and nonces that cannot repeat under it, since they are made of
/// the segment's number.
final class SegmentCipher {
    /// After so many segments, 512 KiB, others get their turn; the first time sooner, since whoever begins
    /// stands among those who have come new. With hundreds of readers whose sockets took all that came, a
    /// request behind them waited for twenty seconds.
    private static final int SEGMENTS_OF_A_TURN = 8;

    private static final int SEGMENTS_OF_THE_FIRST = 2;

    private final SecretKeySpec key;
    private final byte[] nonce = new byte[12];
    private int segmentsLeft = SEGMENTS_OF_THE_FIRST;

    SegmentCipher(SecretBytes streamKey, byte[] additional, byte[] salt, byte[] prefix) {
        var segmentKey = Hkdf.derive(streamKey.exposeBytes(), salt, additional, SegmentFormat.KEY_BYTES);
        key = new SecretKeySpec(segmentKey, "AES");
        Arrays.fill(segmentKey, (byte) 0);
        System.arraycopy(prefix, 0, nonce, 0, SegmentFormat.PREFIX_BYTES);
    }

    private void init(Cipher cipher, int mode, long index, boolean last) throws GeneralSecurityException {
        if (index >= SegmentFormat.MAX_SEGMENTS) {
            throw new IllegalStateException("too many segments for one stream");
        }
        nonce[7] = (byte) (index >>> 24);
        nonce[8] = (byte) (index >>> 16);
        nonce[9] = (byte) (index >>> 8);
        nonce[10] = (byte) index;
        nonce[11] = (byte) (last ? 1 : 0);
        cipher.init(mode, key, new GCMParameterSpec(8 * SegmentFormat.TAG_BYTES, nonce));
    }

    private void giveWay() {
        if (segmentsLeft == 0) {
            segmentsLeft = SEGMENTS_OF_A_TURN * WayGiving.giveWay();
        }
        segmentsLeft--;
    }

    int seal(long index, boolean last, byte[] in, int offset, int length, byte[] out, int outOffset) {
        giveWay();
        var cipher = CipherPool.takeGcm();
        try {
            init(cipher, Cipher.ENCRYPT_MODE, index, last);
            return cipher.doFinal(in, offset, length, out, outOffset);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            CipherPool.giveBack(cipher);
        }
    }

    int open(long index, boolean last, byte[] in, int offset, int length, byte[] out, int outOffset)
            throws CorruptObjectException {
        giveWay();
        var cipher = CipherPool.takeGcm();
        try {
            init(cipher, Cipher.DECRYPT_MODE, index, last);
            return cipher.doFinal(in, offset, length, out, outOffset);
        } catch (AEADBadTagException bad) {
            throw new CorruptObjectException();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            CipherPool.giveBack(cipher);
        }
    }
}
