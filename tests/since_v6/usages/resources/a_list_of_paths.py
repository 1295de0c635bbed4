# expect: only(A, "/api/books")
# expect: only(A, "/auth/login")
# expect: Private("/")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources=["/api/*", "/auth/*"], origins="https://a.com")
