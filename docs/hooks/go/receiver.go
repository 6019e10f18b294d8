package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

var secret = []byte(os.Getenv("HOOK_SECRET"))

func signed(r *http.Request, body []byte) bool {
	timestamp := r.Header.Get("Authgear-Migration-Timestamp")
	mac := hmac.New(sha256.New, secret)
	io.WriteString(mac, "v1\n"+r.Method+"\n"+r.RequestURI+"\n"+timestamp+"\n"+string(body))
	expected := "v1=" + hex.EncodeToString(mac.Sum(nil))
	given := r.Header.Get("Authgear-Migration-Signature")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	age := time.Since(time.Unix(seconds, 0)).Abs()
	return err == nil && hmac.Equal([]byte(expected), []byte(given)) && age <= 5*time.Minute
}

type question struct {
	Credential struct{ Token, Cookie string }
	Purpose    string
}

// Yours. Here: a file for each session, its name the hash of the token or cookie, its content the answer.
func whoseSession(asked question) []byte {
	hash := sha256.Sum256([]byte(asked.Credential.Token + asked.Credential.Cookie))
	answer, err := os.ReadFile(filepath.Join(os.Getenv("HOOK_SESSIONS"), hex.EncodeToString(hash[:])))
	if os.IsNotExist(err) {
		return []byte(`{"active": false}`)
	}
	return answer
}

func receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 65536))
	var asked question
	if err != nil || !signed(r, body) || json.Unmarshal(body, &asked) != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(whoseSession(asked))
}

func main() {
	if len(secret) < 32 {
		log.Fatal("HOOK_SECRET is too short")
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), http.HandlerFunc(receive)))
}
