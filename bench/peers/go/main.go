// A mailer in Go with net/smtp: mails that are ready, or built for each reader once DATA is accepted, and RSET after
// each, as pools of connections do. Tells what timed.py tells.
//
//	peer prepared|built PORT COUNT CONNECTIONS FOLDER
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/smtp"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

type writer func(reader string, to io.Writer) error

func main() {
	count, connections, folder := number(os.Args[3]), number(os.Args[4]), os.Args[5]
	write, reset := ready(read(folder, "mail.eml")), false
	if os.Args[1] == "built" {
		write, reset = built(string(read(folder, "text.txt")), string(read(folder, "page.html"))), true
	}
	begun := time.Now()
	var group sync.WaitGroup
	for first := 0; first < connections; first++ {
		group.Add(1)
		go func(first int) {
			defer group.Done()
			check(share("127.0.0.1:"+os.Args[2], first, count, connections, write, reset))
		}(first)
	}
	group.Wait()
	seconds := time.Since(begun).Seconds()
	var used syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	cpu := time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
	check(json.NewEncoder(os.Stdout).Encode(map[string]float64{
		"seconds": seconds, "cpu": cpu, "memory": memory(),
	}))
}

// share sends to every connections-th reader from first on, over one connection.
func share(address string, first, count, connections int, write writer, reset bool) error {
	client, err := smtp.Dial(address)
	if err != nil {
		return err
	}
	for reader := first; reader < count; reader += connections {
		if err := send(client, strconv.Itoa(reader), write); err != nil {
			return err
		}
		if reset {
			if err := client.Reset(); err != nil {
				return err
			}
		}
	}
	return client.Quit()
}

func send(client *smtp.Client, reader string, write writer) error {
	if err := client.Mail("b@example.org"); err != nil {
		return err
	}
	if err := client.Rcpt("reader" + reader + "@example.net"); err != nil {
		return err
	}
	data, err := client.Data()
	if err != nil {
		return err
	}
	if err := write(reader, data); err != nil {
		return err
	}
	return data.Close()
}

func ready(mail []byte) writer {
	return func(_ string, to io.Writer) error {
		_, err := to.Write(mail)
		return err
	}
}

func built(text, page string) writer {
	return func(reader string, to io.Writer) error {
		var body bytes.Buffer
		parts := multipart.NewWriter(&body)
		for _, one := range [][2]string{{"text/plain", text}, {"text/html", page}} {
			head := textproto.MIMEHeader{}
			head.Set("Content-Type", one[0]+"; charset=UTF-8")
			head.Set("Content-Transfer-Encoding", "quoted-printable")
			part, err := parts.CreatePart(head)
			if err != nil {
				return err
			}
			encoded := quotedprintable.NewWriter(part)
			if _, err := io.WriteString(encoded, strings.ReplaceAll(one[1], "{reader}", reader)); err != nil {
				return err
			}
			if err := encoded.Close(); err != nil {
				return err
			}
		}
		if err := parts.Close(); err != nil {
			return err
		}
		subject := mime.QEncoding.Encode("utf-8", "The ferry over the Nera runs again; L’été à la frontière")
		fmt.Fprintf(to, "From: The Daily Example <daily@news.example.org>\r\nTo: reader%s@example.net\r\n", reader)
		fmt.Fprintf(to, "Subject: %s\r\nMessage-ID: <1.%s@news.example.org>\r\n", subject, reader)
		fmt.Fprintf(to, "List-Unsubscribe: <https://news.example.org/u/%s>\r\n", reader)
		fmt.Fprintf(to, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version: 1.0\r\n")
		fmt.Fprintf(to, "Content-Type: multipart/alternative; boundary=%s\r\n\r\n", parts.Boundary())
		_, err := body.WriteTo(to)
		return err
	}
}

// memory is what this process had at most, in MB.
func memory() float64 {
	_, after, _ := strings.Cut(string(read("/proc/self", "status")), "VmHWM:")
	return float64(number(strings.Fields(after)[0])) / 1024
}

func read(folder, name string) []byte {
	octets, err := os.ReadFile(filepath.Join(folder, name))
	check(err)
	return octets
}

func number(text string) int {
	found, err := strconv.Atoi(text)
	check(err)
	return found
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
