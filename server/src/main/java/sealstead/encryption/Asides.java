package sealstead.encryption;

import sealstead.crypto.CorruptObjectException;
import sealstead.store.Bytes;

/// Who can open the small things that are sealed beside an object under its own key.
public interface Asides {
    byte[] openAside(String what, Bytes sealed) throws CorruptObjectException;
}
